import type { FunnelDefinition } from '@/api/answers.ts';
import type { Explanation } from '@/api/reports.ts';

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

/** Reasons may come as codes: `after_deadline` reads `after deadline`. */
export const reasonInWords = (reason: unknown): string =>
  typeof reason === 'string' ? reason.replaceAll('_', ' ') : '';
