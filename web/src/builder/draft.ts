import { type Condition, isKept, rekeyed } from './filters.ts';

/** A funnel as it is being written. */
export interface Draft {
  readonly name: string;
  readonly description: string;
  readonly stages: readonly StageDraft[];
  readonly windowAmount: string;
  readonly windowUnit: WindowUnit;
  readonly order: Order;
  readonly strictRepeat: Repeat;
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
  readonly conditions: readonly Condition[];
  readonly optional: boolean;
  readonly firstTime: '' | 'event' | 'filtered';
  /** How the API names the events, sent back as it is until they are changed. */
  readonly given: GivenEvents | null;
}

export interface GivenEvents {
  readonly event: string;
  readonly any_of: readonly string[];
}

export interface ExclusionDraft {
  readonly key: number;
  readonly event: string;
  readonly conditions: readonly Condition[];
  /** Keys of stages, so that the span moves with them; null is the funnel's first and last. */
  readonly after: number | null;
  readonly before: number | null;
}

export const orders = {
  ordered: 'in this order',
  strict: 'strictly one after the other',
  any: 'in any order',
} as const;
export type Order = keyof typeof orders;

export const repeats = {
  break: 'interrupts',
  tolerate: 'is let pass',
} as const;
export type Repeat = keyof typeof repeats;

export const units = {
  users: 'People',
  sessions: 'Sessions',
  property: 'Values of the event’s',
  user_property: 'Values of the person’s',
} as const;
export type Unit = keyof typeof units;

export const effects = {
  leave_funnel: 'Leave out',
  stop_attempt: 'Count only so far',
} as const;
export type Effect = keyof typeof effects;

export const windowUnits = {
  days: 86_400,
  hours: 3_600,
  minutes: 60,
  seconds: 1,
  none: 0,
} as const;
export type WindowUnit = keyof typeof windowUnits;

export const fewestStages = 2;
export const mostStages = 20;
export const mostExclusions = 16;
export const mostHeld = 8;

let lastKey = 0;
export const newStage = (name = '', event = ''): StageDraft => ({
  key: ++lastKey,
  name,
  events: [event],
  conditions: [],
  optional: false,
  firstTime: '',
  given: null,
});

export const newExclusion = (): ExclusionDraft => ({
  key: ++lastKey,
  event: '',
  conditions: [],
  after: null,
  before: null,
});

export const emptyDraft = (): Draft => ({
  name: '',
  description: '',
  stages: [newStage(), newStage()],
  windowAmount: '14',
  windowUnit: 'days',
  order: 'ordered',
  strictRepeat: 'break',
  unit: 'users',
  unitProperty: '',
  holdConstant: [],
  exclusions: [],
  exclusionEffect: 'leave_funnel',
});

/** `add_to_cart` reads `Add to cart`. */
export function titleFrom(event: string): string {
  if (event.trim() === '*') return 'Any event';
  const words = event.replaceAll(/[_\-.\s]+/g, ' ').trim();
  return words === '' ? '' : words[0]?.toUpperCase() + words.slice(1);
}

export const titleOf = (stage: StageDraft): string =>
  stage.name.trim() || titleFrom(stage.events[0] ?? '');

/** `View to Buy`, for a funnel that nobody has named; nothing while its ends are open. */
export function proposedName({ stages }: Draft): string {
  const [first, last] = [stages[0], stages.at(-1)].map((stage) => stage ? titleOf(stage) : '');
  if (!first || !last) return '';
  const only = stages[0]?.conditions.map((it) => isKept(it) || it.op !== 'eq' ? [] : it.values) ??
    [];
  const whom = only.map((values) => values.filter((it) => it.trim() !== '').join(' or '))
    .filter(Boolean);
  // Two funnels that differ in who is in them should not have one name.
  return [`${first} to ${last[0]?.toLowerCase()}${last.slice(1)}`, ...whom].join(', ');
}

/** Puts a stage to another place, or leaves the list as it is where there is none. */
export function moved(
  stages: readonly StageDraft[],
  from: number,
  to: number,
): readonly StageDraft[] {
  const stage = stages[from];
  if (!stage || to === from || to < 0 || to >= stages.length) return stages;
  const rest = stages.filter((_, index) => index !== from);
  return [...rest.slice(0, to), stage, ...rest.slice(to)];
}

/** The same stage once more, right after itself. */
export function duplicated(stages: readonly StageDraft[], at: number): readonly StageDraft[] {
  const stage = stages[at];
  if (!stage || stages.length >= mostStages) return stages;
  const copy = { ...stage, key: ++lastKey, conditions: stage.conditions.map(rekeyed) };
  return [...stages.slice(0, at + 1), copy, ...stages.slice(at + 1)];
}

/** Where an exclusion holds, as numbers of stages: always a span that the API takes. */
export function spanOf(draft: Draft, exclusion: ExclusionDraft): readonly [number, number] {
  const last = draft.stages.length;
  if (draft.order === 'any') return [1, last];
  const placeOf = (key: number | null): number =>
    key === null ? 0 : draft.stages.findIndex((stage) => stage.key === key) + 1;
  const after = placeOf(exclusion.after) || 1;
  const before = placeOf(exclusion.before) || last;
  if (after < before) return [after, before];
  // The stages have changed places, or one end has gone.
  return after > before ? [before, after] : after === last ? [last - 1, last] : [after, last];
}

/** Keys for what was kept elsewhere, which must not meet those that are in use. */
export function freshKeys(draft: Draft): Draft {
  const keys = new Map(draft.stages.map(({ key }) => [key, ++lastKey]));
  const fresh = (key: number | null): number | null => key === null ? null : keys.get(key) ?? null;
  return {
    ...draft,
    stages: draft.stages.map((stage) => ({
      ...stage,
      key: keys.get(stage.key) ?? ++lastKey,
      conditions: stage.conditions.map(rekeyed),
    })),
    exclusions: draft.exclusions.map((exclusion) => ({
      ...exclusion,
      key: ++lastKey,
      conditions: exclusion.conditions.map(rekeyed),
      after: fresh(exclusion.after),
      before: fresh(exclusion.before),
    })),
  };
}
