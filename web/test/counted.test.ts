import type { FunnelAnswer, FunnelDefinition } from '@/api/answers.ts';
import type { Figure } from '@/funnel/counted/figures.ts';
import { type Context, howCounted } from '@/funnel/counted/sentences.ts';
import { trustFacts } from '@/funnel/TrustLine.tsx';
import { equal, match } from './expect.ts';

const stage = (name: string, more: Partial<FunnelDefinition['stages'][number]> = {}) => ({
  name,
  event: name.toLowerCase(),
  any_of: [],
  filters: [],
  optional: false,
  first_time: null,
  ...more,
});

const definition: FunnelDefinition = {
  id: 'f',
  project_id: 'p',
  name: 'Shop',
  stages: [stage('View'), stage('Note', { optional: true }), stage('Buy', { any_of: ['order'] })],
  order: 'ordered',
  window_seconds: 86_400,
  count_by: 'users',
  hold_constant: [],
  exclusions: [],
  exclusion_effect: 'leave_funnel',
  strict_repeat: 'break',
  description: '',
  is_active: true,
  restorable_until: '',
};

const context = (change: Partial<FunnelDefinition> = {}, attribution: string | null = null) => ({
  definition: { ...definition, ...change },
  noun: { one: 'person', many: 'people' },
  days: 'Nov 1 – 30 in UTC',
  attribution,
});

const said = (what: Figure, asked: Context): string => howCounted(what, asked).sentences.join(' ');

Deno.test('a stage says which events fill it, after what and within which time', () => {
  const third = { figure: 'stage', stage: 3 } as const;
  equal(
    said(third, context()),
    'People who did buy or order after View, within 1 day of the first stage.',
  );
  equal(howCounted(third, context()).rules, ['F2', 'F3', 'F6', 'F9', 'F16']);
  match(said({ figure: 'stage', stage: 2 }, context()), /may be skipped/);
  equal(
    said({ figure: 'stage', stage: 1 }, context()),
    'People who did view, Nov 1 – 30 in UTC.',
  );
  match(said(third, context({ order: 'strict' })), /very next event after View was buy or order/);
  match(said(third, context({ order: 'any' })), /at least 3 different stages/);
  equal(howCounted(third, context({ window_seconds: null })).rules.includes('F6'), false);
});

Deno.test('conditions, exclusions and what is held constant are said with their rules', () => {
  const strict = context({
    stages: [stage('View', { filters: [{}, {}], first_time: 'event' }), stage('Buy')],
    exclusions: [{ event: 'refund', filters: [], after_stage: null, before_stage: null }],
    hold_constant: ['cart'],
  });
  const first = howCounted({ figure: 'stage', stage: 1 }, strict);
  match(
    first.sentences.join(' '),
    /all 2 conditions.*first one.*share cart.*did refund in between/,
  );
  equal(first.rules, ['F3', 'F10', 'F17', 'F19', 'F21', 'F22', 'F23']);
});

Deno.test('every figure has a sentence and rules that stand in the document', () => {
  const rules = Deno.readTextFileSync(new URL('../../docs/funnel-rules.md', import.meta.url));
  const figures = [
    ...['rate', 'interval', 'entered', 'converted', 'median', 'users', 'of entrants'],
    ...['of stage before', 'left', 'waiting', 'median of step', '90% of step', 'change'],
    ...['trend', 'times', 'groups'],
  ].map((figure) => ({ figure } as Figure));
  const all: readonly Figure[] = [
    ...figures,
    { figure: 'stage', stage: 2 },
    { figure: 'step', stage: 3 },
  ];
  for (const attribution of ['first_touch', 'last_touch', 'all_events', 'stage:2']) {
    for (const window of [null, 3600]) {
      for (const order of ['ordered', 'strict', 'any']) {
        const asked = context({ window_seconds: window, order }, attribution);
        for (const what of all) {
          const { title, sentences, rules: numbers } = howCounted(what, asked);
          equal(title === '' || sentences.length === 0 || numbers.length === 0, false);
          equal(/undefined|null|NaN|\{/.test(sentences.join(' ')), false);
          for (const number of numbers) equal(rules.includes(`### ${number} `), true);
        }
      }
    }
  }
  match(said({ figure: 'groups' }, context({}, 'stage:2')), /event which fills stage 2/);
  match(said({ figure: 'waiting' }, context({ window_seconds: null })), /nobody is waited for/);
});

Deno.test('the last line says how sure the numbers are and what was read for them', () => {
  const answer = {
    as_of: '2026-11-30T12:00:00Z',
    meta: { exact: true, partial: false, elapsed_ms: 4.21, events_scanned: 41_233, files_read: 1 },
  } as FunnelAnswer;
  const facts = trustFacts(answer, 'Europe/Berlin').join('; ');
  match(
    facts,
    /^Exact.*As of Nov 30, 2026.*1:00:00.*Berlin; 41,233 events.*; 1 file read; 4\.2 ms$/,
  );
  const torn = { ...answer, meta: { ...answer.meta, partial: true, files_read: null } };
  match(trustFacts(torn, 'No/Zone').join('; '), /^Not complete.*12:00:00.*UTC; 41,233 events/);
});
