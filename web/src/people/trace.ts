import type { FunnelDefinition } from '@/api/answers.ts';
import type { Explanation } from '@/api/reports.ts';
import { duration } from '@/ui/format.ts';

/** One stage of the attempt that counts. */
export interface TraceStage {
  readonly number: number;
  readonly name: string;
  readonly event: string;
  /** Null where it was not reached. */
  readonly at: string | null;
  /** Seconds since the stage reached before. */
  readonly after: number | null;
}

export function traceOf(
  { stages }: Pick<FunnelDefinition, 'stages'>,
  { attempt }: Explanation,
): readonly TraceStage[] {
  let before: number | null = null;
  return stages.map((stage, index) => {
    const filled = attempt.find((it) => it.stage === index + 1);
    const at = filled ? Date.parse(filled.at) : null;
    const after = at !== null && before !== null ? Math.max(0, (at - before) / 1000) : null;
    if (at !== null) before = at;
    return {
      number: index + 1,
      name: stage.name,
      event: filled?.event || stage.event || stage.any_of.join(' or '),
      at: filled?.at ?? null,
      after,
    };
  });
}

const reasons: Readonly<Record<string, string>> = {
  where: 'the question’s own conditions leave it out',
  filter: 'the stage’s conditions do not hold',
  not_first_time: 'they had done it before, and only the first time counts',
  before_range: 'before these days',
  after_range: 'after these days',
  before_entry: 'before they entered',
  other_attempt: 'starts another attempt, which got less far or was not sooner',
  other_value: 'has another value of what must stay the same',
  too_late: 'their time was over',
  out_of_order: 'a stage before it was not done yet',
  tie: 'another event of the same instant fills the stage',
  repeat: 'the stage was done already',
  interrupted: 'something else came between, and the order is strict',
  excluded: 'what must not happen in between had happened',
};

/** The API's codes in words; one that this page does not know reads as it is. */
export const reasonInWords = (reason: unknown): string =>
  typeof reason === 'string' ? reasons[reason] ?? reason.replaceAll('_', ' ') : '';

/** Why somebody stands where they stand, in one sentence. */
export function standing(
  { stages }: Pick<FunnelDefinition, 'stages'>,
  { attempt, reached_stage: reached, deadline }: Explanation,
  now: number,
): string {
  const name = (place: number): string => stages[place]?.name ?? `stage ${place + 1}`;
  const next = stages.findIndex(({ optional }, place) => place >= reached && !optional);
  if (reached === 0) return 'They are not in this funnel in these days.';
  if (next === -1) {
    const [first, last] = [attempt[0], attempt.at(-1)].map((it) => Date.parse(it?.at ?? ''));
    const took = ((last ?? NaN) - (first ?? NaN)) / 1000;
    return Number.isNaN(took)
      ? 'They went all the way.'
      : `They went all the way, in ${duration(took)}.`;
  }
  const got = `They reached ${name(reached - 1)}`;
  if (deadline === null) return `${got} and have not come to ${name(next)} so far.`;
  return Date.parse(deadline) < now
    ? `${got} and did not come to ${name(next)} in time.`
    : `${got} and are still in time for ${name(next)}.`;
}
