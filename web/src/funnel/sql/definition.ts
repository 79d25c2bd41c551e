/** A funnel as the API gives it, read for writing SQL: every default said, bounds as levels. */
import { Refusal } from './refusal.ts';

export interface GivenStage {
  readonly name: string;
  readonly event?: string | null;
  readonly any_of?: readonly string[] | null;
  readonly order?: number | null;
  readonly filters?: readonly unknown[] | null;
  readonly optional?: boolean | null;
  readonly first_time?: unknown;
}

export interface GivenExclusion {
  readonly event: string;
  readonly filters?: readonly unknown[] | null;
  readonly after_stage?: number | null;
  readonly before_stage?: number | null;
}

/** What the API answers for a funnel, as far as SQL needs it. */
export interface GivenFunnel {
  readonly name?: string | null;
  readonly stages: readonly GivenStage[];
  readonly order?: string | null;
  readonly window_seconds?: number | null;
  readonly count_by?: unknown;
  readonly exclusions?: readonly GivenExclusion[] | null;
  readonly exclusion_effect?: string | null;
  readonly hold_constant?: readonly string[] | null;
  readonly strict_repeat?: string | null;
}

export interface Stage {
  /** From 1. */
  readonly number: number;
  readonly name: string;
  /** The names that fill it; null: any event does (F16). */
  readonly events: readonly string[] | null;
  readonly filters: readonly unknown[];
  readonly optional: boolean;
  readonly firstTime: 'event' | 'filtered' | null;
  /** How many required stages there are up to this one. */
  readonly level: number;
}

export interface Exclusion {
  readonly number: number;
  /** Null: any event. */
  readonly event: string | null;
  readonly filters: readonly unknown[];
  /** It strikes attempts that have done this many required stages … */
  readonly fromLevel: number;
  /** … and fewer than these. */
  readonly toLevel: number;
  /** What a stopped attempt counts up to. */
  readonly afterStage: number;
}

export type Unit =
  | { readonly by: 'users' }
  | { readonly by: 'sessions' }
  | { readonly by: 'property'; readonly property: string };

export interface Funnel {
  readonly name: string;
  readonly stages: readonly Stage[];
  readonly required: readonly Stage[];
  readonly order: 'ordered' | 'strict' | 'any';
  /** Whole microseconds; null: no window. */
  readonly window: number | null;
  readonly unit: Unit;
  readonly exclusions: readonly Exclusion[];
  readonly stops: boolean;
  readonly held: readonly string[];
  readonly tolerates: boolean;
}

const anyEvent = '*';

function stageOf(given: GivenStage, number: number, level: number): Stage {
  const { event, any_of: anyOf, first_time: firstTime } = given;
  const names = [...new Set([...(event ? [event] : []), ...(anyOf ?? [])])];
  if (firstTime != null && firstTime !== 'event' && firstTime !== 'filtered') {
    throw new Refusal(`Step ${number} says “${firstTime}” about first times.`);
  }
  return {
    number,
    name: given.name,
    events: names.includes(anyEvent) ? null : names,
    filters: given.filters ?? [],
    optional: given.optional ?? false,
    firstTime: firstTime ?? null,
    level,
  };
}

function stagesOf(given: readonly GivenStage[]): readonly Stage[] {
  const inOrder = given
    .map((stage, index) => ({ stage, place: stage.order ?? index + 1 }))
    .sort((one, other) => one.place - other.place);
  let level = 0;
  return inOrder.map(({ stage }, index) => {
    if (!stage.optional) level += 1;
    return stageOf(stage, index + 1, level);
  });
}

/** An optional bound stands for the required stage before it, or the one that comes next (F22). */
function exclusionOf(given: GivenExclusion, index: number, stages: readonly Stage[]): Exclusion {
  const afterStage = given.after_stage ?? 1;
  const beforeStage = given.before_stage ?? stages.length;
  const levels = stages.at(-1)?.level ?? 0;
  return {
    number: index + 1,
    event: given.event === anyEvent ? null : given.event,
    filters: given.filters ?? [],
    fromLevel: stages[afterStage - 1]?.level ?? 1,
    toLevel: Math.min((stages[beforeStage - 2]?.level ?? 0) + 1, levels),
    afterStage,
  };
}

function unitOf(given: unknown): Unit {
  if (given === undefined || given === null || given === 'users') return { by: 'users' };
  if (given === 'sessions') return { by: 'sessions' };
  if (typeof given === 'object' && 'property' in given && typeof given.property === 'string') {
    return { by: 'property', property: given.property };
  }
  throw new Refusal(
    'This funnel counts what is known of people, such as their company. That is not in the files.',
  );
}

const orders = ['ordered', 'strict', 'any'] as const;

export function read(given: GivenFunnel): Funnel {
  const stages = stagesOf(given.stages);
  const order = orders.find((it) => it === (given.order ?? 'ordered'));
  if (order === undefined) throw new Refusal(`SQL does not know the order “${given.order}”.`);
  const seconds = given.window_seconds ?? null;
  return {
    name: given.name ?? '',
    stages,
    required: stages.filter((stage) => !stage.optional),
    order,
    window: seconds === null ? null : Math.round(seconds * 1e6),
    unit: unitOf(given.count_by),
    exclusions: (given.exclusions ?? []).map((it, index) => exclusionOf(it, index, stages)),
    stops: given.exclusion_effect === 'stop_attempt',
    held: given.hold_constant ?? [],
    tolerates: given.strict_repeat === 'tolerate',
  };
}

/** Combinations that no rule settles, or that would not be readable any more. */
export function refuseUnsayable({ stages, required, order, held }: Funnel): void {
  if (required.length === stages.length) return;
  if (order === 'strict') {
    throw new Refusal('Optional steps in strict order cannot be said in plain SQL.');
  }
  if (held.length > 0) {
    throw new Refusal(
      'Optional steps with properties that must stay the same cannot be said in plain SQL.',
    );
  }
}
