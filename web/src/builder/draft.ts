import type { FunnelDefinition } from '@/api/answers.ts';
import type { FunnelChange } from '@/api/endpoints.ts';
import type { FormErrors } from '@/ui/useForm.ts';
import { type FilterDraft, filterFrom, filterToApi, takesValue } from './filters.ts';

/** A funnel as it is being written in the form. */
export interface Draft {
  readonly name: string;
  readonly stages: readonly StageDraft[];
  readonly windowAmount: string;
  readonly windowUnit: WindowUnit;
  readonly order: Order;
  readonly unit: Unit;
  /** Of the event or the person, where the unit is a property. */
  readonly unitProperty: string;
  readonly holdConstant: readonly string[];
  readonly exclusions: readonly ExclusionDraft[];
  readonly exclusionEffect: Effect;
}

export interface StageDraft {
  /** Stays with the stage when others come and go, so that the focus does too. */
  readonly key: number;
  readonly name: string;
  /** Any of these events fills it; there is always one, maybe still empty. */
  readonly events: readonly string[];
  readonly filters: readonly FilterDraft[];
  readonly optional: boolean;
  readonly firstTime: '' | 'event' | 'filtered';
  /** Conditions that the form cannot show, made over the API: they stay with their stage. */
  readonly kept: readonly unknown[];
}

export interface ExclusionDraft {
  readonly key: number;
  readonly event: string;
  /** Stage numbers; null stands for the funnel's first and last. */
  readonly after: number | null;
  readonly before: number | null;
  readonly kept: readonly unknown[];
}

export const orders = {
  ordered: 'in this order, anything may stand between',
  strict: 'in this order, nothing in between',
  any: 'in any order',
} as const;
export type Order = keyof typeof orders;

export const units = {
  users: 'people',
  sessions: 'sessions',
  property: 'a property of the event',
  user_property: 'a property of the person',
} as const;
export type Unit = keyof typeof units;

export const effects = {
  leave_funnel: 'is not counted at all',
  stop_attempt: 'counts up to there',
} as const;
export type Effect = keyof typeof effects;

export const windowUnits = {
  days: 86_400,
  hours: 3_600,
  minutes: 60,
  none: 0,
} as const;
export type WindowUnit = keyof typeof windowUnits;

export const fewestStages = 2;
export const mostStages = 20;

let lastKey = 0;
export const newStage = (name = '', event = ''): StageDraft => ({
  key: ++lastKey,
  name,
  events: [event],
  filters: [],
  optional: false,
  firstTime: '',
  kept: [],
});

export const newExclusion = (): ExclusionDraft => ({
  key: ++lastKey,
  event: '',
  after: null,
  before: null,
  kept: [],
});

export const emptyDraft = (): Draft => ({
  name: '',
  stages: [newStage(), newStage()],
  windowAmount: '14',
  windowUnit: 'days',
  order: 'ordered',
  unit: 'users',
  unitProperty: '',
  holdConstant: [],
  exclusions: [],
  exclusionEffect: 'leave_funnel',
});

/** A saved funnel, to be changed. */
export function draftOf(funnel: FunnelDefinition): Draft {
  const { window_seconds: window } = funnel;
  const unit =
    (['days', 'hours', 'minutes'] as const).find((unit) =>
      window !== null && window % windowUnits[unit] === 0
    ) ?? 'minutes';
  return {
    name: funnel.name,
    stages: funnel.stages.map(stageOf),
    windowAmount: window === null ? '14' : String(window / windowUnits[unit]),
    windowUnit: window === null ? 'none' : unit,
    order: funnel.order in orders ? funnel.order as Order : 'ordered',
    ...unitOf(funnel.count_by),
    holdConstant: funnel.hold_constant,
    exclusions: funnel.exclusions.map(exclusionOf),
    exclusionEffect: funnel.exclusion_effect === 'stop_attempt' ? 'stop_attempt' : 'leave_funnel',
  };
}

function stageOf(stage: FunnelDefinition['stages'][number]): StageDraft {
  const events = [...new Set([stage.event, ...stage.any_of].filter((event) => event !== ''))];
  const filters = stage.filters.map(filterFrom);
  return {
    ...newStage(stage.name),
    events: events.length > 0 ? events : [''],
    filters: filters.filter((filter): filter is FilterDraft => filter !== null),
    kept: stage.filters.filter((_, index) => filters[index] === null),
    optional: stage.optional,
    firstTime: stage.first_time === 'event' || stage.first_time === 'filtered'
      ? stage.first_time
      : '',
  };
}

const exclusionOf = (exclusion: FunnelDefinition['exclusions'][number]): ExclusionDraft => ({
  ...newExclusion(),
  event: exclusion.event,
  after: exclusion.after_stage,
  before: exclusion.before_stage,
  kept: exclusion.filters,
});

function unitOf(countBy: unknown): Pick<Draft, 'unit' | 'unitProperty'> {
  if (countBy === 'sessions') return { unit: 'sessions', unitProperty: '' };
  const named = typeof countBy === 'object' && countBy !== null
    ? Object.entries(countBy)[0]
    : undefined;
  if (named && (named[0] === 'property' || named[0] === 'user_property')) {
    return { unit: named[0], unitProperty: String(named[1]) };
  }
  return { unit: 'users', unitProperty: '' };
}

/** `add_to_cart` reads `Add to cart`. */
export function titleFrom(event: string): string {
  const words = event.replaceAll(/[_\-.\s]+/g, ' ').trim();
  return words === '' ? '' : words[0]?.toUpperCase() + words.slice(1);
}

/** Moves a stage by one place, or leaves the list as it is at an end. */
export function moved(
  stages: readonly StageDraft[],
  from: number,
  by: 1 | -1,
): readonly StageDraft[] {
  const copy = [...stages];
  const [stage] = copy.splice(from, 1);
  if (!stage || from + by < 0 || from + by > copy.length) return stages;
  copy.splice(from + by, 0, stage);
  return copy;
}

/** Everything that is wrong, by field as the API would name it. */
export function faultsOf(draft: Draft): FormErrors {
  const faults: Record<string, string> = {};
  if (draft.name.trim() === '') faults['name'] = 'Give the funnel a name.';
  for (const [index, { events, filters }] of draft.stages.entries()) {
    for (const [place, event] of events.entries()) {
      const field = eventField(index, place);
      if (event.trim() === '') faults[field] = 'Which event fills this stage?';
      if ([...event.trim()].length > 100) faults[field] = 'At most 100 characters.';
    }
    for (const [place, filter] of filters.entries()) {
      const field = `stages.${index}.filters.${place}`;
      if (filter.property.trim() === '') faults[`${field}.property`] = 'Which property?';
      else if (takesValue(filter.op) && filter.values.every((value) => value === '')) {
        faults[`${field}.value`] = 'Which value?';
      }
    }
  }
  for (const [index, { event }] of draft.exclusions.entries()) {
    if (event.trim() === '') faults[`exclusions.${index}.event`] = 'Which event?';
  }
  if (draft.unit.endsWith('property') && draft.unitProperty.trim() === '') {
    faults['count_by'] = 'Which property?';
  }
  if (draft.windowUnit !== 'none' && !(Number(draft.windowAmount) > 0)) {
    faults['window_seconds'] = 'Enter a number above 0, or choose no limit.';
  }
  return faults;
}

export const eventField = (stage: number, place: number): string =>
  place === 0 ? `stages.${stage}.event` : `stages.${stage}.any_of.${place}`;

export const toApi = (draft: Draft): FunnelChange => ({
  name: draft.name.trim(),
  stages: draft.stages.map(stageToApi),
  window_seconds: draft.windowUnit === 'none'
    ? null
    : Number(draft.windowAmount) * windowUnits[draft.windowUnit],
  order: draft.order,
  count_by: draft.unit === 'users' || draft.unit === 'sessions'
    ? draft.unit
    : { [draft.unit]: draft.unitProperty.trim() },
  hold_constant: draft.holdConstant.map((name) => name.trim()).filter((name) => name !== ''),
  exclusions: draft.exclusions.map(({ event, after, before, kept }) => ({
    event: event.trim(),
    ...(kept.length > 0 ? { filters: kept } : {}),
    after_stage: after ?? 1,
    before_stage: Math.min(before ?? draft.stages.length, draft.stages.length),
  })),
  exclusion_effect: draft.exclusionEffect,
});

function stageToApi({ name, events, filters, optional, firstTime, kept }: StageDraft) {
  const [event = '', ...others] = events.map((it) => it.trim());
  const conditions = [...filters.map(filterToApi), ...kept];
  return {
    name: name.trim() || titleFrom(event),
    ...(others.length > 0 ? { any_of: [event, ...others] } : { event }),
    ...(conditions.length > 0 ? { filters: conditions } : {}),
    ...(optional ? { optional } : {}),
    ...(firstTime === '' ? {} : { first_time: firstTime }),
  };
}
