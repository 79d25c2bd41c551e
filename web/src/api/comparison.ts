import { StageAnswer } from './answers.ts';
import type { DateSpan } from './endpoints.ts';
import { addressOf, useReport } from './report.ts';
import { type Infer, list, object, text } from './schema.ts';
import type { Query } from './useQuery.ts';

/** The same funnel in the days before. */
const Comparison = object({
  comparison: object({
    date_range: object({ start: text(), end: text() }),
    stages: list(StageAnswer),
  }),
});
export type ComparisonAnswer = Infer<typeof Comparison>['comparison'];

/** `null` asks nothing. */
export const useComparison = (
  funnel: string,
  span: DateSpan | null,
): Query<Infer<typeof Comparison>> =>
  useReport(
    span && addressOf(funnel, '', span, { compare: 'previous', include: 'counts' }),
    Comparison,
    `comparison ${funnel}`,
  );
