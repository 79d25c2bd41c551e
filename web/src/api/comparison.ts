import { FunnelAnswer, StageAnswer } from './answers.ts';
import type { DateSpan } from './endpoints.ts';
import { addressOf, useReport } from './report.ts';
import { type Infer, list, object, type Schema, text, withDefault } from './schema.ts';
import type { Query } from './useQuery.ts';

const Before = object({
  comparison: withDefault(
    object({
      date_range: object({ start: text(), end: text() }),
      stages: list(StageAnswer),
    }),
    { date_range: { start: '', end: '' }, stages: [] },
  ),
});
export type ComparisonAnswer = Infer<typeof Before>['comparison'];
export type ComparedAnswer = FunnelAnswer & Infer<typeof Before>;

const Compared: Schema<ComparedAnswer> = {
  parse(value, path = '') {
    const [answer, before] = [FunnelAnswer.parse(value, path), Before.parse(value, path)];
    if (!answer.ok) return answer;
    return before.ok ? { ok: true, value: { ...answer.value, ...before.value } } : before;
  },
};

/**
 * A funnel's counts beside those of the days before; a null span asks nothing. The funnel's page and
 * the list ask it in the same words, so that what one was told the other knows: it has one form.
 */
export const useComparison = (funnel: string, span: DateSpan | null): Query<ComparedAnswer> =>
  useReport(
    span && addressOf(funnel, '', span, { compare: 'previous', include: 'counts' }),
    Compared,
    `comparison ${funnel}`,
  );
