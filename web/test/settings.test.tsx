import { App } from '@/app/App.tsx';
import { forgetAnswers } from '@/api/queryCache.ts';
import { startSession } from '@/session/session.ts';
import { toasts } from '@/ui/toast.ts';
import { equal, match } from './expect.ts';
import type { FixtureApi } from './fixture/api.ts';
import { demo, furnished } from './fixture/scenes.ts';
import { connect, goTo, press, render, type, until, type View, type Wire } from './render.ts';

/** A page of the settings, Ada signed in. */
async function open(path: string, api = furnished()): Promise<readonly [View, Wire, FixtureApi]> {
  forgetAnswers();
  localStorage.clear();
  const wire = connect(api);
  await fetch('/api/v1/auth/login', {
    method: 'POST',
    headers: { 'X-CSRF': '1' },
    body: JSON.stringify(demo),
  });
  goTo(path.replace('$P', api.projects[0]?.id ?? ''));
  startSession();
  return [render(<App />), wire, api];
}

const here = '/projects/$P/settings';
const said = (): readonly string[] => toasts.get().map(({ text }) => text);

/** The form of this name, as a person would send it. */
const send = (view: View, label: string): void => {
  view.element.querySelector(`form[aria-label="${label}"]`)?.dispatchEvent(
    new window.Event('submit', { bubbles: true, cancelable: true }),
  );
};

Deno.test('a project’s settings are saved with what differs, and the names elsewhere follow', async () => {
  const [view, wire, api] = await open(here);
  await until(view, () => view.all('input', 'Name').length === 1);
  equal(view.one('button', 'Save changes').getAttribute('aria-disabled'), 'true');
  type(view.one('input', 'Name'), 'Better name');
  type(view.one('input', 'Events a minute'), '2,500');
  type(view.one('input', 'Add an origin'), 'shop.example');
  press(view.one('button', 'Add'));
  match(view.text(), /Not saved yet/);
  send(view, 'Project settings');
  await until(view, () => said().includes('Settings saved.'));
  const id = api.projects[0]?.id ?? '';
  equal(api.projects[0]?.name, 'Better name');
  equal(api.settings.extra(id).fields, {
    allowed_origins: ['https://shop.example'],
    rate_limit_per_minute: 2500,
    retention_days: 90,
  });
  await until(view, () => view.all('button', 'Project: Better name').length === 1);
  equal(view.one('button', 'Save changes').getAttribute('aria-disabled'), 'true');
  view.unmount();
  wire.restore();
});

Deno.test('what is wrong stands at its field, from the page and from the server', async () => {
  const [view, wire] = await open(here);
  await until(view, () => view.all('input', 'Name').length === 1);
  type(view.one('input', 'Name'), ' ');
  type(view.one('input', 'Add an origin'), 'https://shop.example/cart');
  send(view, 'Project settings');
  await until(view, () => /Give the project a name/.test(view.text()));
  match(view.text(), /without “\/cart”/);
  type(view.one('input', 'Name'), 'Shop');
  type(view.one('input', 'Add an origin'), '');
  type(view.one('input', 'Domain'), 'refuse.example');
  send(view, 'Project settings');
  await until(view, () => /Not this domain/.test(view.text()));
  equal(view.one('input', 'Domain').getAttribute('aria-invalid'), 'true');
  press(view.one('button', 'Discard'));
  view.unmount();
  wire.restore();
});

Deno.test('what is not saved is there again when one comes back', async () => {
  const [view, wire] = await open(here);
  await until(view, () => view.all('input', 'Name').length === 1);
  type(view.one('input', 'Name'), 'Half done');
  press(view.one('link', 'Account'));
  await until(view, () => view.all('heading', 'Account').length === 1);
  press(view.one('link', 'General'));
  await until(view, () => view.all('input', 'Name').length === 1);
  equal((view.one('input', 'Name') as HTMLInputElement).value, 'Half done');
  press(view.one('button', 'Discard'));
  equal(/Half done/.test((view.one('input', 'Name') as HTMLInputElement).value), false);
  view.unmount();
  wire.restore();
});

Deno.test('somebody else saved meanwhile: both are told apart, nothing is lost', async () => {
  const [view, wire, api] = await open(here);
  await until(view, () => view.all('input', 'Name').length === 1);
  const project = api.projects[0];
  if (!project) throw new Error('no project');
  type(view.one('input', 'Name'), 'Mine');
  api.settings.change(project, { name: 'Theirs', rate_limit_per_minute: 7 });
  send(view, 'Project settings');
  await until(view, () => /Name is now “Theirs”\. The limit is now 7\./.test(view.text()));
  equal((view.one('input', 'Name') as HTMLInputElement).value, 'Mine');
  equal((view.one('input', 'Events a minute') as HTMLInputElement).value, '7');
  equal(project.name, 'Theirs');
  send(view, 'Project settings');
  await until(view, () => project.name === 'Mine');
  equal(api.settings.extra(project.id).fields['rate_limit_per_minute'], 7);
  view.unmount();
  wire.restore();
});

Deno.test('a viewer reads and is told who may change', async () => {
  const api = furnished();
  api.settings.role = 'viewer';
  const [view, wire] = await open(here, api);
  await until(view, () => view.all('input', 'Name').length === 1);
  match(view.text(), /An owner or an admin of your organisation can change them/);
  equal(view.all('button', 'Save changes').length, 0);
  equal(view.element.querySelector('fieldset')?.disabled, true);
  press(view.one('link', 'Keys'));
  await until(view, () => view.all('button', 'Copy write key').length === 1);
  equal([view.all('button', /Replace/).length, view.all('heading', 'Secret keys').length], [0, 0]);
  equal(wire.asked.some((it) => it.includes('secret-keys')), false);
  view.unmount();
  wire.restore();
});

Deno.test('a secret key is shown once, listed by its end, and deleted', async () => {
  const [view, wire] = await open(`${here}/keys`);
  await until(view, () => /None yet/.test(view.text()));
  type(view.one('input', 'Name of a new key'), 'Nightly');
  send(view, 'New secret key');
  await until(view, () => /It is not shown again/.test(view.text()));
  match(view.text(), /sk_fixture_HqRw/);
  press(view.one('button', 'I have it'));
  equal(/sk_fixture_HqRw/.test(view.text()), false);
  await until(view, () => view.all('button', /^Delete Nightly/).length === 1);
  press(view.one('button', /^Delete Nightly/));
  view.element.querySelector('dialog form')?.dispatchEvent(
    new window.Event('submit', { bubbles: true, cancelable: true }),
  );
  await until(view, () => /None yet/.test(view.text()));
  view.unmount();
  wire.restore();
});

Deno.test('a project is deleted by its name, and comes back', async () => {
  const [view, wire, api] = await open(`${here}/data`);
  const { id = '', name = '' } = api.projects[0] ?? {};
  await until(view, () => view.all('button', 'Delete the project…').length === 1);
  press(view.one('button', 'Delete the project…'));
  const done = view.one('button', 'Delete the project');
  equal(done.hasAttribute('disabled'), true);
  type(view.one('input', /^Type/), name);
  equal(done.hasAttribute('disabled'), false);
  view.element.querySelector('dialog form')?.dispatchEvent(
    new window.Event('submit', { bubbles: true, cancelable: true }),
  );
  await until(view, () => view.all('button', `Bring back ${name}`).length === 1);
  equal([location.pathname, api.settings.isDeleted(id)], ['/settings/organization', true]);
  press(view.one('button', `Bring back ${name}`));
  await until(view, () => !api.settings.isDeleted(id) && location.pathname.includes(id));
  view.unmount();
  wire.restore();
});

Deno.test('name, address and password; a wrong password is told at its field', async () => {
  const [view, wire, api] = await open('/settings/account');
  await until(view, () => view.all('input', 'Name').length === 1);
  type(view.one('input', 'Name'), 'Ada Lovelace');
  type(view.one('input', 'E-mail'), 'ada@new.example');
  type(view.one('input', 'Your password'), 'not mine');
  send(view, 'You');
  await until(view, () => /This is not your password/.test(view.text()));
  type(view.one('input', 'Your password'), demo.password);
  send(view, 'You');
  await until(view, () => said().includes('Account saved.'));
  equal(view.all('button', 'Account: Ada Lovelace').length, 1);
  equal(view.all('input', 'Your password').length, 0);
  type(view.one('input', 'Current password'), demo.password);
  type(view.one('input', 'New password'), 'a much longer pass phrase');
  match(view.text(), /Strong\./);
  send(view, 'Password');
  await until(view, () => said().some((it) => /^Password changed/.test(it)));
  equal(api.accounts[0]?.password, 'a much longer pass phrase');
  view.unmount();
  wire.restore();
});
