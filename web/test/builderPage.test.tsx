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
  pressKey,
  render,
  submit,
  type,
  until,
  type View,
} from './render.ts';

async function open(): Promise<readonly [View, ReturnType<typeof connect>]> {
  forgetAnswers();
  localStorage.clear();
  const api = furnished();
  const wire = connect(api);
  await fetch('/api/v1/auth/login', {
    method: 'POST',
    headers: { 'X-CSRF': '1' },
    body: JSON.stringify(demo),
  });
  goTo(`/projects/${api.projects[0]?.id}/funnels/new`);
  startSession();
  const view = render(<App />);
  await until(view, () => view.all('heading', 'New funnel').length > 0);
  return [view, wire];
}

Deno.test('a funnel is written with suggestions, conditions and an exclusion, undone, and saved', async () => {
  const [view, wire] = await open();
  const first = view.one('input', 'Stage 1: event') as HTMLInputElement;
  type(first, 'landing');
  await until(view, () => view.element.querySelectorAll('[role=option]').length > 0);
  match(
    view.element.querySelector('[role=option]')?.textContent,
    /landing page.*9,120.*minutes ago/,
  );
  pressKey(first, 'ArrowDown');
  pressKey(first, 'Enter');
  equal(first.value, 'landing page');
  type(view.one('input', 'Stage 2: event'), 'sign up');
  press(view.one('button', 'Only some of them'));
  const property = view.one('input', 'Stage 1, condition 1: property') as HTMLInputElement;
  equal(document.activeElement, property);
  type(property, 'lan');
  await until(view, () => view.element.querySelectorAll('[role=option]').length === 1);
  pressKey(property, 'Enter');
  equal(property.value, 'plan');
  type(view.one('input', 'Stage 1, condition 1: value'), 'pro');
  press(view.one('button', 'Stage 1, condition 1: another value'));
  type(view.one('input', 'Stage 1, condition 1: value 2'), 'team');
  press(view.one('button', /Leave out who does something/));
  type(view.one('input', 'Exclusion 1: event'), 'refund');
  type(view.one('input', 'Name'), 'Pro sign-ups');
  press(view.one('button', 'Add a stage'));
  press(view.one('button', 'Undo'));
  pressKey(view.one('input', 'Stage 2: event'), 'Enter');
  await submit(view);
  await until(view, () => wire.api.funnels.at(-1)?.name === 'Pro sign-ups');
  const made = wire.api.funnels.at(-1) as unknown as Record<string, unknown>;
  equal(made['stages'], [
    {
      name: 'Landing page',
      event: 'landing page',
      filters: [{ property: 'plan', op: 'eq', value: ['pro', 'team'] }],
    },
    { name: 'Sign up', event: 'sign up' },
  ]);
  equal(made['exclusions'], [{ event: 'refund', after_stage: 1, before_stage: 2 }]);
  view.unmount();
  wire.restore();
});

Deno.test('the result follows the edits, and what is old is dimmed, not blanked', async () => {
  const [view, wire] = await open();
  match(view.text(), /Name an event for each stage/);
  press(view.one('button', /^Lead form/));
  await until(view, () => view.element.querySelectorAll('.preview li').length === 3);
  await pressIn(view, /^Stage 3: move/, 'button', 'Remove stage 3');
  equal(view.element.querySelector('.preview-body')?.hasAttribute('data-stale'), true);
  equal(view.element.querySelectorAll('.preview li').length, 3);
  await until(view, () => view.element.querySelectorAll('.preview li').length === 2);
  equal(view.element.querySelector('.preview-body')?.hasAttribute('data-stale'), false);
  type(view.one('input', 'Stage 2: event'), '');
  await until(view, () => /something is missing now/.test(view.text()));
  // Longer than the pause after which an edit is counted.
  await new Promise((resolve) => setTimeout(resolve, 450));
  await until(view, () => view.element.querySelectorAll('.preview li').length === 2);
  view.unmount();
  wire.restore();
});
