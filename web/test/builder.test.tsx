import { App } from '@/app/App.tsx';
import { FunnelDefinition } from '@/api/answers.ts';
import { forgetAnswers } from '@/api/queryCache.ts';
import { draftOf, emptyDraft, faultsOf, newExclusion, newStage, toApi } from '@/builder/draft.ts';
import { filterFrom, filterToApi, newFilter } from '@/builder/filters.ts';
import { begin, change, redo, undo } from '@/builder/history.ts';
import { definitionOf } from '@/builder/Preview.tsx';
import { startSession } from '@/session/session.ts';
import { matching } from '@/ui/Combobox.tsx';
import { equal, match } from './expect.ts';
import { demo, furnished } from './fixture/scenes.ts';
import {
  connect,
  goTo,
  press,
  pressKey,
  render,
  submit,
  type,
  until,
  type View,
} from './render.ts';

function definition(more: Readonly<Record<string, unknown>>): FunnelDefinition {
  const parsed = FunnelDefinition.parse({
    id: 'f',
    project_id: 'p',
    name: 'F',
    stages: [{ name: 'A', event: 'a' }, { name: 'B', event: 'b' }, { name: 'C', event: 'c' }],
    ...more,
  });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults));
  return parsed.value;
}

Deno.test('a definition with everything in it comes out of the form as it went in', () => {
  const stages = [
    {
      name: 'A',
      event: 'a',
      filters: [
        { property: 'plan', op: 'eq', value: ['pro', 'team'] },
        { property: 'price', op: 'gte', value: 10 },
        { property: 'company', op: 'is_set', scope: 'user' },
        { any: [{ property: 'x', op: 'eq', value: '1' }, { property: 'y', op: 'is_set' }] },
      ],
      first_time: 'filtered',
    },
    { name: 'B', any_of: ['b', 'b2'], optional: true },
    { name: 'C', event: 'c' },
  ];
  const more = {
    stages,
    window_seconds: 5_400,
    order: 'strict',
    count_by: { property: 'cart_id' },
    hold_constant: ['cart_id'],
    exclusions: [{
      event: 'refund',
      filters: [{ property: 'r', op: 'is_set' }],
      after_stage: 1,
      before_stage: 3,
    }],
    exclusion_effect: 'stop_attempt',
  };
  equal(toApi(draftOf(definition(more))), { name: 'F', ...more, stages } as unknown);
});

Deno.test('a number in a condition stays a number until somebody writes something else', () => {
  const filter = filterFrom({ property: 'n', op: 'eq', value: 10 })!;
  equal(filterToApi(filter), { property: 'n', op: 'eq', value: 10 });
  equal(filterToApi({ ...filter, values: ['11'] }), { property: 'n', op: 'eq', value: '11' });
  equal(filterToApi({ ...filter, values: ['10', '11'] })['value'], [10, '11']);
  equal(filterToApi({ ...filter, op: 'is_set' }), { property: 'n', op: 'is_set' });
});

Deno.test('a group of conditions is no condition that the form could show', () => {
  equal(filterFrom({ any: [] }), null);
  equal(filterFrom({ property: 'x', op: 'like', value: '' }), null);
});

Deno.test('what is missing is named at its field', () => {
  const draft = {
    ...emptyDraft(),
    name: 'F',
    stages: [
      { ...newStage('', 'a'), filters: [newFilter(), { ...newFilter(), property: 'p' }] },
      { ...newStage('', 'b'), events: ['b', ' '] },
    ],
    exclusions: [newExclusion()],
    unit: 'property' as const,
  };
  equal(Object.keys(faultsOf(draft)), [
    'stages.0.filters.0.property',
    'stages.0.filters.1.value',
    'stages.1.any_of.1',
    'exclusions.0.event',
    'count_by',
  ]);
});

Deno.test('an exclusion that reached to the end still does when stages have gone', () => {
  const draft = draftOf(definition({
    exclusions: [{ event: 'x', after_stage: 1, before_stage: 3 }],
  }));
  equal(toApi({ ...draft, stages: draft.stages.slice(0, 2) }).exclusions, [
    { event: 'x', after_stage: 1, before_stage: 2 },
  ]);
});

Deno.test('letters typed in one go are undone together, and come back', () => {
  let history = change(begin(''), 'a', 1000);
  history = change(history, 'ab', 1100);
  history = change(history, 'ab c', 5000);
  equal(undo(history).present, 'ab');
  equal(undo(undo(history)).present, '');
  equal(undo(undo(undo(history))).present, '');
  equal(redo(undo(history)).present, 'ab c');
  equal(change(undo(history), 'x', 6000).future, []);
  const rows = change(change(begin(['']), ['a'], 0), ['a', ''], 1);
  equal(undo(rows).present, ['a']);
  equal(undo(change(rows, ['a', 'b'], 2)).present, ['a', '']);
});

Deno.test('suggestions begin with what is typed, then hold it; a whole name needs none', () => {
  const options = ['page_view', 'view', 'review', 'buy'].map((value) => ({ value }));
  equal(matching(options, 'VIEW').map(({ value }) => value), ['view', 'page_view', 'review']);
  equal(matching(options, 'view'), []);
  equal(matching(options, '').length, 4);
});

Deno.test('nothing is counted while something is missing; a name is not needed', () => {
  equal(definitionOf(emptyDraft()), null);
  const draft = { ...emptyDraft(), stages: [newStage('', 'a'), newStage('', 'b')] };
  match(definitionOf(draft), /"event":"a"/);
});

async function open(): Promise<readonly [View, ReturnType<typeof connect>]> {
  forgetAnswers();
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
  press(view.element.querySelectorAll('.clause-buttons button')[0]!);
  type(view.one('input', 'Stage 1, condition 1: property'), 'plan');
  type(view.one('input', 'Stage 1, condition 1: value'), 'pro');
  press(view.one('button', 'Stage 1, condition 1: another value'));
  type(view.one('input', 'Stage 1, condition 1: value 2'), 'team');
  press(view.one('button', /Those who do something/));
  type(view.one('input', 'Exclusion 1: event'), 'refund');
  type(view.one('input', 'Name'), 'Pro sign-ups');
  press(view.one('button', 'Add a stage'));
  press(view.one('button', 'Undo'));
  pressKey(view.one('input', 'Stage 2: event'), 'z');
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
  press(view.one('button', 'Remove stage 3'));
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
