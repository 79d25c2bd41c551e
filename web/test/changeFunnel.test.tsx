import { App } from '@/app/App.tsx';
import { forgetAnswers } from '@/api/queryCache.ts';
import { startSession } from '@/session/session.ts';
import { equal, match } from './expect.ts';
import { demo, furnished } from './fixture/scenes.ts';
import {
  connect,
  goTo,
  press,
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
  press(view.one('link', 'Edit this funnel'));
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

Deno.test('a funnel is deleted after a question, and another one is shown', async () => {
  const [view, wire, path] = await open('Newsletter');
  await until(view, has(view, /reach Subscribe/));
  press(view.one('button', 'Delete this funnel'));
  match(view.text(), /Delete “Newsletter”\?/);
  press(view.one('button', 'Keep it'));
  equal(wire.api.funnels.some(({ name }) => name === 'Newsletter'), true);
  press(view.one('button', 'Delete this funnel'));
  press(view.one('button', 'Delete funnel'));
  await until(view, () => location.pathname !== path && has(view, /reach Purchase/)());
  equal(wire.api.funnels.some(({ name }) => name === 'Newsletter'), false);
  await until(view, () => view.all('link', /^Newsletter/).length === 0);
  view.unmount();
  wire.restore();
});
