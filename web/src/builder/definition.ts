import type { FunnelDefinition } from '@/api/answers.ts';
import type { FunnelChange } from '@/api/endpoints.ts';
import {
  type Draft,
  emptyDraft,
  type ExclusionDraft,
  newExclusion,
  newStage,
  type Order,
  orders,
  proposedName,
  spanOf,
  type StageDraft,
  titleFrom,
  windowUnits,
} from './draft.ts';
import { conditionFrom, conditionToApi } from './filters.ts';

/** A saved funnel, to be changed: what it says comes out of `toApi` as it went in. */
export function draftOf(funnel: FunnelDefinition): Draft {
  const stages = funnel.stages.map(stageOf);
  return {
    ...emptyDraft(),
    name: funnel.name,
    description: funnel.description,
    stages,
    ...windowOf(funnel.window_seconds),
    order: funnel.order in orders ? funnel.order as Order : 'ordered',
    strictRepeat: funnel.strict_repeat === 'tolerate' ? 'tolerate' : 'break',
    ...unitOf(funnel.count_by),
    holdConstant: funnel.hold_constant,
    exclusions: funnel.exclusions.map((exclusion) => exclusionOf(exclusion, stages)),
    exclusionEffect: funnel.exclusion_effect === 'stop_attempt' ? 'stop_attempt' : 'leave_funnel',
  };
}

/** In the largest unit that says it in whole numbers. */
function windowOf(seconds: number | null): Pick<Draft, 'windowAmount' | 'windowUnit'> {
  if (seconds === null) return { windowAmount: '14', windowUnit: 'none' };
  const unit =
    (['days', 'hours', 'minutes'] as const).find((unit) => seconds % windowUnits[unit] === 0) ??
      'seconds';
  return { windowAmount: String(seconds / windowUnits[unit]), windowUnit: unit };
}

function stageOf(stage: FunnelDefinition['stages'][number]): StageDraft {
  const events = [...new Set([stage.event, ...stage.any_of].filter((event) => event !== ''))];
  return {
    ...newStage(stage.name),
    events: events.length > 0 ? events : [''],
    given: { event: stage.event, any_of: stage.any_of },
    conditions: stage.filters.map(conditionFrom),
    optional: stage.optional,
    firstTime: stage.first_time === 'event' || stage.first_time === 'filtered'
      ? stage.first_time
      : '',
  };
}

function exclusionOf(
  exclusion: FunnelDefinition['exclusions'][number],
  stages: readonly StageDraft[],
): ExclusionDraft {
  const { after_stage: after, before_stage: before } = exclusion;
  return {
    ...newExclusion(),
    event: exclusion.event,
    conditions: exclusion.filters.map(conditionFrom),
    // One that reaches from end to end still does when stages come and go.
    after: after === null || after === 1 ? null : stages[after - 1]?.key ?? null,
    before: before === null || before === stages.length ? null : stages[before - 1]?.key ?? null,
  };
}

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

export const toApi = (draft: Draft): FunnelChange => ({
  name: draft.name.trim() || proposedName(draft),
  description: draft.description.trim(),
  stages: draft.stages.map(stageToApi),
  window_seconds: draft.windowUnit === 'none'
    ? null
    : Number(draft.windowAmount) * windowUnits[draft.windowUnit],
  order: draft.order,
  strict_repeat: draft.strictRepeat,
  count_by: draft.unit === 'users' || draft.unit === 'sessions'
    ? draft.unit
    : { [draft.unit]: draft.unitProperty.trim() },
  hold_constant: draft.holdConstant.map((name) => name.trim()).filter((name) => name !== ''),
  exclusions: draft.exclusions.map((exclusion) => {
    const [after, before] = spanOf(draft, exclusion);
    return {
      event: exclusion.event.trim(),
      ...conditionsToApi(exclusion),
      after_stage: after,
      before_stage: before,
    };
  }),
  exclusion_effect: draft.exclusionEffect,
});

const conditionsToApi = (
  { conditions }: Pick<StageDraft, 'conditions'>,
): { readonly filters?: readonly unknown[] } =>
  conditions.length > 0 ? { filters: conditions.map(conditionToApi) } : {};

function stageToApi(stage: StageDraft) {
  return {
    name: stage.name.trim() || titleFrom(stage.events[0] ?? ''),
    ...eventsToApi(stage),
    ...conditionsToApi(stage),
    ...(stage.optional ? { optional: true } : {}),
    ...(stage.firstTime === '' ? {} : { first_time: stage.firstTime }),
  };
}

/** As the API named them where they are the same still. */
export function eventsToApi({ events, given }: Pick<StageDraft, 'events' | 'given'>): {
  readonly event?: string;
  readonly any_of?: readonly string[];
} {
  const [event = '', ...others] = events.map((it) => it.trim());
  const unchanged = given !== null &&
    [event, ...others].join('\n') ===
      [...new Set([given.event, ...given.any_of].filter((it) => it !== ''))].join('\n');
  const named = unchanged ? given : { event, any_of: others };
  return {
    ...(named.event === '' && named.any_of.length > 0 ? {} : { event: named.event }),
    ...(named.any_of.length > 0 ? { any_of: named.any_of } : {}),
  };
}
