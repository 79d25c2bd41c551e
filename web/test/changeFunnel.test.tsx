import { App } from '@/app/App.tsx';
import { forgetAnswers } from '@/api/queryCache.ts';
import { startSession } from '@/session/session.ts';
import { equal, match } from './expect.ts';
import { demo, furnished } from './fixture/scenes.ts';
import {
  connect,
  goTo,
  press,
  pressIn,
  render,
  submit,
  type,
  until,
  type View,
  type Wire,
} from './render.ts';

const has = (view: View, name: string | RegExp): () => boolean => () =>
  view.all('heading', name).length > 0;

/** The page of a funnel, signed in. */
async function open(name: string): Promise<readonly [View, Wire, string]> {
  forgetAnswers();
  localStorage.clear();
  const api = furnished();
  const wire = connect(api);
  const funnel = api.funnels.find((it) => it.name === name);
  await fetch('/api/v1/auth/login', {
    method: 'POST',
    headers: { 'X-CSRF': '1' },
    body: JSON.stringify(demo),
  });
  const path = `/projects/${funnel?.project_id}/funnels/${funnel?.id}`;
  goTo(path);
  startSession();
  return [render(<App />), wire, path];
}

Deno.test('a funnel is changed in the form that it was made in', async () => {
  const [view, wire, path] = await open('Newsletter');
  await until(view, has(view, /reach Subscribe/));
  await pressIn(view, 'Funnel: Newsletter', 'link', 'Edit this funnel');
  await until(view, has(view, 'Edit funnel'));
  equal(location.pathname, `${path}/edit`);
  equal((view.one('input', 'Stage 2: event') as HTMLInputElement).value, 'subscribe');
  equal((view.one('input', 'Unit of time') as HTMLSelectElement).value, 'days');
  type(view.one('input', 'Stage 2: label'), 'Signed up');
  type(view.one('input', 'Name'), 'Letters');
  await submit(view);
  await until(view, has(view, /reach Signed up/));
  equal(location.pathname, path);
  const changed = wire.api.funnels.find(({ name }) => name === 'Letters');
  equal(changed?.stages, [
    { name: 'Visit', event: 'visit' },
    { name: 'Signed up', event: 'subscribe' },
  ]);
  equal(changed?.window_seconds, 1_209_600);
  view.unmount();
  wire.restore();
});

Deno.test('a funnel is deleted at once, and brought back where that was not meant', async () => {
  const [view, wire, path] = await open('Newsletter');
  const names = (): readonly string[] => wire.api.funnels.map(({ name }) => name);
  await until(view, has(view, /reach Subscribe/));
  await pressIn(view, 'Funnel: Newsletter', 'button', 'Delete this funnel');
  await until(view, () => view.text().includes('“Newsletter” is deleted.'));
  await until(view, has(view, 'Funnels'));
  equal(location.pathname, path.replace(/\/[^/]+$/, ''));
  equal(names().includes('Newsletter'), false);
  await until(view, () => view.all('link', /^Newsletter/).length === 0);
  press(view.all('button', 'Undo').at(-1)!);
  await until(view, has(view, /reach Subscribe/));
  equal(location.pathname, path);
  equal(names().includes('Newsletter'), true);
  view.unmount();
  wire.restore();
});

Deno.test('a funnel is doubled and archived from its menu', async () => {
  const [view, wire, path] = await open('Newsletter');
  await until(view, has(view, /reach Subscribe/));
  await pressIn(view, 'Funnel: Newsletter', 'button', 'Duplicate this funnel');
  await until(view, () => location.pathname !== path && has(view, /reach Subscribe/)());
  const [original, copy] = ['Newsletter', 'Copy of Newsletter'].map((wanted) =>
    wire.api.funnels.find(({ name }) => name === wanted)
  );
  equal(copy?.stages, original?.stages);
  equal(copy?.window_seconds, original?.window_seconds);
  await pressIn(view, 'Funnel: Copy of Newsletter', 'button', 'Archive this funnel');
  await until(view, () => view.all('button', 'Bring it back from the archive').length > 0);
  await until(view, () => view.all('link', /^Copy of Newsletter/).length === 1);
  view.unmount();
  wire.restore();
});

Deno.test('what somebody else saved meanwhile is told, and nothing is lost', async () => {
  const [view, wire] = await open('Newsletter');
  await until(view, has(view, /reach Subscribe/));
  await pressIn(view, 'Funnel: Newsletter', 'link', 'Edit this funnel');
  await until(view, () => view.all('input', 'Name').length > 0);
  const id = wire.api.funnels.find(({ name }) => name === 'Newsletter')?.id ?? '';
  wire.api.saved.touch(id, { name: 'Theirs' });
  type(view.one('input', 'Name'), 'Mine');
  await submit(view);
  await until(view, () => view.text().includes('Somebody saved this funnel meanwhile'));
  equal(wire.api.funnels.find((it) => it.id === id)?.name, 'Theirs');
  const name = (): string => (view.one('input', 'Name') as HTMLInputElement).value;
  equal(name(), 'Mine');
  press(view.one('button', 'Show theirs'));
  await until(view, () => name() === 'Theirs');
  equal(view.text().includes('Somebody saved'), false);
  press(view.one('button', 'Undo'));
  equal(name(), 'Mine');
  await submit(view);
  await until(view, () => wire.api.funnels.find((it) => it.id === id)?.name === 'Mine');
  view.unmount();
  wire.restore();
});

Deno.test('what is not saved is there again after a visit elsewhere, until it is discarded', async () => {
  const [view, wire] = await open('Newsletter');
  await until(view, has(view, /reach Subscribe/));
  await pressIn(view, 'Funnel: Newsletter', 'link', 'Edit this funnel');
  await until(view, () => view.all('input', 'Name').length > 0);
  type(view.one('input', 'Name'), 'Half done');
  press(view.one('link', 'Cancel'));
  await until(view, has(view, /reach Subscribe/));
  match(view.text(), /Not saved yet: your changes are kept in this browser/);
  await pressIn(view, 'Funnel: Newsletter', 'link', 'Edit this funnel');
  await until(view, () => view.all('input', 'Name').length > 0);
  const name = (): string => (view.one('input', 'Name') as HTMLInputElement).value;
  equal(name(), 'Half done');
  press(view.one('button', 'Discard them'));
  equal(name(), 'Newsletter');
  press(view.one('link', 'Cancel'));
  await until(view, has(view, /reach Subscribe/));
  await pressIn(view, 'Funnel: Newsletter', 'link', 'Edit this funnel');
  await until(view, () => view.all('input', 'Name').length > 0);
  equal(name(), 'Newsletter');
  view.unmount();
  wire.restore();
});
