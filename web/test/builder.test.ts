import { FunnelDefinition } from '@/api/answers.ts';
import { draftOf, eventsToApi, toApi } from '@/builder/definition.ts';
import {
  type Draft,
  duplicated,
  emptyDraft,
  freshKeys,
  moved,
  newExclusion,
  newStage,
  proposedName,
  spanOf,
  titleFrom,
} from '@/builder/draft.ts';
import { placeAfter, shiftOf } from '@/builder/dragOrder.ts';
import { faultsFrom, faultsOf, wordsAt } from '@/builder/faults.ts';
import {
  conditionInWords,
  type FilterDraft,
  filterFrom,
  filterToApi,
  newFilter,
} from '@/builder/filters.ts';
import { begin, change, redo, undo } from '@/builder/history.ts';
import { dropDraft, keepDraft, keptDraft } from '@/builder/keptDraft.ts';
import { nearest } from '@/builder/nearest.ts';
import { sentenceOf } from '@/builder/sentence.ts';
import { fitInWords, fitOf } from '@/builder/templateFit.ts';
import { definitionOf } from '@/builder/usePreview.ts';
import { matching } from '@/ui/Combobox.tsx';
import { equal, match } from './expect.ts';

type Body = Readonly<Record<string, unknown>>;

function definition(more: Body): FunnelDefinition {
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

const everything = {
  name: 'F',
  description: 'For the shop.',
  stages: [
    {
      name: 'A',
      event: 'a',
      filters: [
        { property: 'plan', op: 'eq', value: ['pro', 'team'] },
        { any: [{ property: 'x', op: 'eq', value: '1' }, { property: 'y', op: 'is_set' }] },
        { property: 'price', op: 'gte', value: 10 },
        { property: 'company', op: 'is_set', scope: 'user' },
      ],
      first_time: 'filtered',
    },
    { name: 'B', any_of: ['b', 'b2'], optional: true },
    { name: 'C', event: 'c', any_of: ['c', 'd'], first_time: 'event' },
    { name: 'D', event: '*', any_of: ['e'] },
  ],
  window_seconds: 5_400,
  order: 'strict',
  strict_repeat: 'tolerate',
  count_by: { property: 'cart_id' },
  hold_constant: ['cart_id'],
  exclusions: [
    {
      event: 'refund',
      filters: [{ property: 'r', op: 'is_set' }],
      after_stage: 1,
      before_stage: 4,
    },
    { event: 'chat', after_stage: 2, before_stage: 3 },
  ],
  exclusion_effect: 'stop_attempt',
};

Deno.test('a definition with everything in it comes out as it went in', () => {
  equal(toApi(draftOf(definition(everything))), everything as unknown);
});

Deno.test('every value of every clause comes out as it went in', () => {
  const clauses: readonly Body[] = [
    { order: 'ordered' },
    { order: 'any' },
    { strict_repeat: 'break' },
    { exclusion_effect: 'leave_funnel' },
    { window_seconds: null },
    { window_seconds: 0 },
    { window_seconds: 0.5 },
    { window_seconds: 90 },
    { window_seconds: 1_209_600 },
    { count_by: 'users' },
    { count_by: 'sessions' },
    { count_by: { user_property: 'company' } },
    { hold_constant: [] },
    { hold_constant: ['a', 'b'] },
    { description: '' },
    { exclusions: [] },
  ];
  const plain = toApi(draftOf(definition({}))) as unknown as Body;
  for (const clause of clauses) {
    equal(toApi(draftOf(definition(clause))) as unknown, { ...plain, ...clause } as unknown);
  }
});

Deno.test('events that were changed are named anew, and others as the API named them', () => {
  const [stage] = draftOf(definition({ stages: [{ name: 'A', event: 'a', any_of: ['a', 'b'] }] }))
    .stages;
  equal(stage?.events, ['a', 'b']);
  equal(eventsToApi(stage!), { event: 'a', any_of: ['a', 'b'] });
  equal(eventsToApi({ ...stage!, events: ['a', ' c '] }), { event: 'a', any_of: ['c'] });
  equal(eventsToApi({ ...stage!, events: ['a'] }), { event: 'a' });
});

Deno.test('a number in a condition stays a number until somebody writes something else', () => {
  const filter = filterFrom({ property: 'n', op: 'eq', value: 10 })!;
  equal(filterToApi(filter), { property: 'n', op: 'eq', value: 10 });
  equal(filterToApi({ ...filter, values: ['11'] }), { property: 'n', op: 'eq', value: '11' });
  equal(filterToApi({ ...filter, values: ['10', '11'] })['value'], [10, '11']);
  equal(filterToApi({ ...filter, op: 'is_set' }), { property: 'n', op: 'is_set' });
  const yes = filterFrom({ property: 'b', op: 'eq', value: true })!;
  equal(filterToApi(yes)['value'], true);
});

Deno.test('a group of conditions is shown in words', () => {
  equal(filterFrom({ any: [] }), null);
  equal(filterFrom({ property: 'x', op: 'like', value: '' }), null);
  const kept = {
    any: [
      { property: 'x', op: 'neq', value: ['1', '2'] },
      { all: [{ property: 'y', op: 'is_set', scope: 'user' }, { odd: 1 }] },
    ],
  };
  equal(
    conditionInWords({ key: 1, kept }),
    '(x is not 1 nor 2 or (their y is set and a condition of its own))',
  );
});

const draftWith = (part: Partial<Draft>): Draft => ({
  ...emptyDraft(),
  name: 'F',
  stages: [newStage('', 'a'), newStage('', 'b'), newStage('', 'c')],
  ...part,
});

Deno.test('what is missing is named at its field', () => {
  const draft = draftWith({
    stages: [
      { ...newStage('', 'a'), conditions: [newFilter(), { ...newFilter(), property: 'p' }] },
      { ...newStage('', 'b'), events: ['b', ' ', 'x'.repeat(101)] },
    ],
    exclusions: [newExclusion()],
    unit: 'property' as const,
    windowAmount: 'x',
  });
  equal(Object.keys(faultsOf(draft)), [
    'stages.0.filters.0.property',
    'stages.0.filters.1.value',
    'stages.1.events.1',
    'stages.1.events.2',
    'exclusions.0.event',
    'count_by',
    'window_seconds',
  ]);
  equal(faultsOf(draftWith({ windowAmount: '0' })), {});
  equal(Object.keys(faultsOf({ ...emptyDraft(), windowAmount: '' })), [
    'name',
    'stages.0.events.0',
    'stages.1.events.0',
    'window_seconds',
  ]);
});

Deno.test('what the server says stands at the fields of the page', () => {
  const draft = draftWith({
    stages: [
      newStage('', 'a'),
      { ...newStage('', 'b'), events: ['b', 'c'], given: { event: '', any_of: ['b', 'c'] } },
      { ...newStage('', 'd'), events: ['d', 'e'] },
    ],
  });
  const said = (field: string) => ({ field, code: 'invalid', message: field });
  const found = faultsFrom(
    [
      'definition.stages.0.event',
      'stages.1.any_of.1',
      'stages.2.any_of.0',
      'definition.stages.1.filters.0.value.2',
      'definition.exclusions.0',
      'definition.count_by.property',
      'definition.something.new',
    ].map(said),
    draft,
  );
  equal(Object.keys(found), [
    'stages.0.events.0',
    'stages.1.events.1',
    'stages.2.events.1',
    'stages.1.filters.0.value.2',
    'exclusions.0',
    'count_by',
    'form',
  ]);
  equal(wordsAt(found, 'stages.1'), [
    'stages.1.any_of.1',
    'definition.stages.1.filters.0.value.2',
  ]);
  equal(wordsAt({ 'stages.10.optional': 'no' }, 'stages.1'), []);
});

Deno.test('an exclusion keeps its stages when they move, and its ends when they go', () => {
  const stages = ['a', 'b', 'c', 'd'].map((event) => newStage('', event));
  const [, b, c] = stages;
  const between = { ...newExclusion(), event: 'x', after: b!.key, before: c!.key };
  const draft = draftWith({ stages, exclusions: [between] });
  equal(spanOf(draft, between), [2, 3]);
  equal(spanOf({ ...draft, stages: stages.slice(1) }, between), [1, 2]);
  equal(spanOf({ ...draft, stages: moved(stages, 1, 3) }, between), [2, 4]);
  equal(spanOf({ ...draft, stages: stages.filter((it) => it !== c) }, between), [2, 3]);
  equal(spanOf({ ...draft, stages: [stages[0]!, b!] }, between), [1, 2]);
  equal(spanOf({ ...draft, order: 'any' }, between), [1, 4]);
  const whole = draftOf(definition({
    exclusions: [{ event: 'x', after_stage: 1, before_stage: 3 }],
  }));
  equal(toApi({ ...whole, stages: whole.stages.slice(0, 2) }).exclusions, [
    { event: 'x', after_stage: 1, before_stage: 2 },
  ]);
});

const eventsOf = (list: readonly { events: readonly string[] }[]): string =>
  list.map(({ events }) => events[0]).join('');

Deno.test('a stage moves to any place, is doubled, and never leaves the list', () => {
  const stages = ['a', 'b', 'c', 'd'].map((event) => newStage('', event));
  equal(eventsOf(moved(stages, 0, 2)), 'bcad');
  equal(eventsOf(moved(stages, 3, 0)), 'dabc');
  equal(moved(stages, 0, -1), stages);
  equal(moved(stages, 3, 4), stages);
  const twice = duplicated(stages, 1);
  equal(eventsOf(twice), 'abbcd');
  equal(new Set(twice.map(({ key }) => key)).size, 5);
  const full = Array.from({ length: 20 }, () => newStage('', 'x'));
  equal(duplicated(full, 0), full);
});

Deno.test('a row that is drawn past the middle of another takes its place', () => {
  const rows = [0, 50, 100, 170].map((top, index) => ({ top, height: index === 2 ? 60 : 40 }));
  equal(placeAfter(rows, 0, 20), 0);
  equal(placeAfter(rows, 0, 31), 1);
  equal(placeAfter(rows, 0, 400), 3);
  equal(placeAfter(rows, 3, -71), 2);
  equal(placeAfter(rows, 3, -400), 0);
  equal([0, 1, 2, 3].map((row) => shiftOf(rows, 0, 2, row)), [0, -50, -50, 0]);
  equal([0, 1, 2, 3].map((row) => shiftOf(rows, 3, 1, row)), [0, 50, 50, 0]);
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
  match(definitionOf(draftWith({ name: '' })), /"event":"a"/);
});

Deno.test('the sentence says everything that the definition says', () => {
  equal(
    sentenceOf(draftOf(definition(everything))),
    'Each cart_id with A where plan is pro or team and (x is 1 or y is set) and price is at least ' +
      '10 and their company is set for the first time like this, at once maybe B or b2, at once C ' +
      'or d for the first time ever, at once D or e, strictly one after the other but for repeats, ' +
      'within 90 minutes, with the same cart_id throughout. Who did refund where r is set between ' +
      'A and D or chat between B and C counts up to there.',
  );
  equal(
    sentenceOf(draftOf(definition({}))),
    'People who did A, then B, then C, in this order, with no limit of time.',
  );
  equal(
    sentenceOf({ ...emptyDraft(), order: 'any', unit: 'sessions', exclusions: [newExclusion()] }),
    'Sessions with …, and …, in any order, within 14 days. Who did … meanwhile is left out.',
  );
  const part = { unit: 'user_property', windowAmount: '0', order: 'strict' } as const;
  equal(
    sentenceOf(draftWith(part)),
    'Each the person’s … with A, at once B, at once C, strictly one after the other, at the same ' +
      'instant.',
  );
});

Deno.test('a funnel that nobody named is called by its ends', () => {
  equal(proposedName(draftWith({})), 'A to c');
  equal(proposedName(emptyDraft()), '');
  const only = { ...newFilter(), property: 'browser', values: ['Firefox', ''] };
  const stages = draftWith({}).stages.map((it, at) => at > 0 ? it : { ...it, conditions: [only] });
  equal(proposedName(draftWith({ stages })), 'A to c, Firefox');
  equal(toApi(draftWith({ name: ' ' })).name, 'A to c');
  equal(titleFrom('add-to.cart'), 'Add to cart');
  equal(titleFrom('*'), 'Any event');
});

Deno.test('the nearest names are those that somebody may have meant', () => {
  const known = ['page_view', 'purchase', 'purchase_completed', 'add_to_cart', 'signed_up'];
  equal(nearest('purchse', known)[0], 'purchase');
  equal(nearest('cart_add_to', known)[0], 'add_to_cart');
  equal(nearest('completedPurchase', known)[0], 'purchase_completed');
  equal(nearest('zzz', known), []);
});

Deno.test('a template says which of its events are here', () => {
  const stages = definition({
    stages: [{ name: 'A', event: 'a' }, { name: 'B', any_of: ['x', 'b'] }, {
      name: 'C',
      event: '*',
    }],
  });
  equal(fitInWords(fitOf(stages, ['a', 'b'])), 'All its events are here');
  equal(fitInWords(fitOf(stages, ['a'])), 'All but x are here');
  equal(fitOf(stages, []).filled, 1);
  equal(
    fitInWords(fitOf(definition({}), [])),
    'None of its events are here yet',
  );
});

Deno.test('what is not saved is kept, with keys of its own, until it is dropped', () => {
  localStorage.clear();
  const stages = [newStage('', 'a'), newStage('', 'b'), newStage('', 'c')];
  const draft = draftWith({
    stages: [
      { ...stages[0]!, conditions: [{ ...newFilter(), property: 'p' }] },
      ...stages.slice(1),
    ],
    exclusions: [{ ...newExclusion(), event: 'x', after: stages[1]!.key }],
  });
  equal(keepDraft('p', null, { draft, at: 7, version: null }), true);
  equal(keptDraft('p', 'f'), null);
  const back = keptDraft('p', null)!;
  equal(back.at, 7);
  equal(toApi(back.draft), toApi(draft));
  equal(spanOf(back.draft, back.draft.exclusions[0]!), [2, 3]);
  equal(back.draft.stages.some(({ key }) => stages.some((it) => it.key === key)), false);
  equal((back.draft.stages[0]?.conditions[0] as FilterDraft).property, 'p');
  dropDraft('p', null);
  equal(keptDraft('p', null), null);
  localStorage.setItem('iafa.draft.1.p.new', '{"draft":{"name":1}}');
  equal(keptDraft('p', null), null);
  localStorage.setItem('iafa.draft.1.p.new', '{');
  equal(keptDraft('p', null), null);
  equal(freshKeys(draft).stages.length, 3);
});
