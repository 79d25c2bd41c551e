import { App } from '@/app/App.tsx';
import { safeNext } from '@/app/App.tsx';
import { initials } from '@/session/AccountMenu.tsx';
import { session, startSession } from '@/session/session.ts';
import { forgetAnswers } from '@/api/queryCache.ts';
import { theme } from '@/ui/theme.ts';
import { equal, match } from './expect.ts';
import { demo, furnished } from './fixture/scenes.ts';
import { fakeStreams } from './fixture/streams.ts';
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

/** The whole page at an address, nobody signed in. */
function open(path: string, api = furnished()): readonly [View, Wire] {
  forgetAnswers();
  goTo(path);
  const wire = connect(api);
  startSession();
  return [render(<App />), wire];
}

const has = (view: View, name: string | RegExp): () => boolean => () =>
  view.all('heading', name).length > 0;

async function signIn(view: View): Promise<void> {
  await until(view, has(view, 'Sign in'));
  type(view.one('input', 'E-mail'), demo.email);
  type(view.one('input', 'Password'), demo.password);
  await submit(view);
}

Deno.test('signed out, every address leads to signing in and back again', async () => {
  const [view, wire] = open('/projects/new?x=1');
  await until(view, has(view, 'Sign in'));
  equal(location.pathname + location.search, '/sign-in?next=%2Fprojects%2Fnew%3Fx%3D1');
  await signIn(view);
  await until(view, has(view, 'What do you want to look at?'));
  equal(location.pathname + location.search, '/projects/new?x=1');
  view.unmount();
  wire.restore();
});

Deno.test('an empty form says at each field what is missing; the first has the focus', async () => {
  const [view, wire] = open('/register');
  await until(view, has(view, 'Create your account'));
  await submit(view);
  match(view.text(), /Enter your name\..*Enter your e-mail address\..*Choose a password\./);
  const name = view.one('input', 'Your name');
  equal([name.getAttribute('aria-invalid'), document.activeElement === name], ['true', true]);
  const described = document.getElementById(name.getAttribute('aria-describedby') ?? '');
  equal(described?.textContent, 'Enter your name.');
  view.unmount();
  wire.restore();
});

Deno.test('what the server refuses stands at its field in words', async () => {
  const [view, wire] = open('/register');
  await until(view, has(view, 'Create your account'));
  type(view.one('input', 'Your name'), 'Grace Hopper');
  type(view.one('input', 'E-mail'), 'grace@example.com');
  type(view.one('input', 'Password'), 'short');
  await submit(view);
  match(view.text(), /Use at least 10 characters/);
  type(view.one('input', 'Password'), 'password1234');
  await submit(view);
  await until(view, () => /among the most used/.test(view.text()));
  type(view.one('input', 'E-mail'), demo.email);
  type(view.one('input', 'Password'), 'a longer one than that');
  await submit(view);
  await until(view, () => /There is an account with this address/.test(view.text()));
  press(view.one('link', 'Sign in instead'));
  await until(view, has(view, 'Sign in'));
  view.unmount();
  wire.restore();
});

Deno.test('a wrong password says so once, and keeps what was typed', async () => {
  const [view, wire] = open('/sign-in');
  await until(view, has(view, 'Sign in'));
  type(view.one('input', 'E-mail'), demo.email);
  type(view.one('input', 'Password'), 'wrong horse battery');
  await submit(view);
  await until(view, () => /or the password is wrong/.test(view.one('alert').textContent ?? ''));
  equal((view.one('input', 'E-mail') as HTMLInputElement).value, demo.email);
  press(view.one('button', 'Show password'));
  equal(view.one('input', 'Password').getAttribute('type'), 'text');
  view.unmount();
  wire.restore();
});

Deno.test('registering opens the first project form; creating it shows key and code', async () => {
  const streams = fakeStreams();
  const [view, wire] = open('/register');
  await until(view, has(view, 'Create your account'));
  type(view.one('input', 'Your name'), 'Grace Hopper');
  type(view.one('input', 'E-mail'), 'grace@example.com');
  type(view.one('input', 'Password'), 'a longer one than that');
  await submit(view);
  await until(view, has(view, 'What do you want to look at?'));
  await submit(view);
  match(view.text(), /Give the project a name\./);
  type(view.one('input', 'Name'), 'Shop');
  type(view.one('input', 'Domain'), 'https://Shop.example.com/cart?x');
  await submit(view);
  await until(view, has(view, /One line starts the flow/));
  const project = wire.api.projects.at(-1);
  equal(project?.domain, 'shop.example.com');
  await until(view, () => view.text().includes(`Write key ${project?.key}`));
  await until(view, () => view.text().includes(`<script data-key="${project?.key}">`));
  view.unmount();
  wire.restore();
  streams.restore();
});

Deno.test('a session that ends meanwhile says so over the page and leads back', async () => {
  const [view, wire] = open('/sign-in');
  await signIn(view);
  await until(view, has(view, /reach Purchase/));
  const address = location.pathname;
  wire.api.signEveryoneOut();
  press(view.one('button', 'Refresh'));
  await until(view, has(view, 'You have been signed out'));
  equal(view.all('heading', /reach Purchase/).length, 1);
  press(view.all('button', 'Sign in')[0]!);
  await until(view, has(view, 'Sign in'));
  await signIn(view);
  await until(view, has(view, /reach Purchase/));
  equal(location.pathname, address);
  view.unmount();
  wire.restore();
});

Deno.test('the account menu sets the theme and signs out', async () => {
  const [view, wire] = open('/sign-in');
  await signIn(view);
  await until(view, has(view, /reach Purchase/));
  await pressIn(view, 'Account: Ada Okafor', 'button', 'Dark');
  equal([document.documentElement.dataset['theme'], theme.get()], ['dark', 'dark']);
  match(document.cookie, /theme=dark/);
  press(view.one('button', 'System'));
  equal([document.documentElement.dataset['theme'] ?? null, document.cookie], [null, '']);
  press(view.one('button', 'Sign out'));
  await until(view, has(view, 'Sign in'));
  equal(session.get().status, 'out');
  view.unmount();
  wire.restore();
});

Deno.test('after signing in, only addresses of this page are followed', () => {
  equal(safeNext('/projects/1?range=7d'), '/projects/1?range=7d');
  for (const next of [null, '//evil.example', '/\\evil.example', 'https://evil.example', '']) {
    equal(safeNext(next), '/');
  }
});

Deno.test('initials are the first and the last name’s', () => {
  equal(initials('Ada Okafor'), 'AO');
  equal(initials('Ada Mary de Okafor'), 'AO');
  equal(initials('Ada'), 'A');
});
