/** What a funnel answers beyond its counts: groups, times, trends, and who is behind a number. */
import { FunnelAnswer, StageAnswer } from './answers.ts';
import { request } from './client.ts';
import type { DateSpan } from './endpoints.ts';
import type { Interval, Split, Whom } from './asked.ts';
import { addressOf, type Parameters, useReport } from './report.ts';
import type { Query } from './useQuery.ts';
import {
  anything,
  boolean,
  type Infer,
  list,
  nullable,
  number,
  object,
  text,
  withDefault,
} from './schema.ts';

const Group = object({
  value: text(),
  /** One for each property, in their order. */
  values: withDefault(list(text()), []),
  stages: list(StageAnswer),
});
export type GroupAnswer = Infer<typeof Group>;

export const BreakdownSchema = object({
  breakdown: object({
    groups: list(Group),
    other: withDefault(nullable(object({ stages: list(StageAnswer) })), null),
    truncated: withDefault(boolean(), false),
  }),
  stages: list(StageAnswer),
});
export type BreakdownAnswer = Infer<typeof BreakdownSchema>;

const Trend = object({
  points: list(object({
    start: text(),
    entered: number(),
    converted: number(),
    conversion_rate: number(),
    mature: withDefault(boolean(), true),
  })),
});
export type TrendPoint = Infer<typeof Trend>['points'][number];

const nullableNumber = withDefault(nullable(number()), null);
const TimeToConvert = object({
  bins: list(object({ from_seconds: number(), to_seconds: number(), users: number() })),
  average_seconds: nullableNumber,
  median_seconds: nullableNumber,
  p90_seconds: nullableNumber,
  users: number(),
});
export type TimesAnswer = Infer<typeof TimeToConvert>;

const optionalText = withDefault(nullable(text()), null);
const FunnelPerson = object({
  user_id: text(),
  reached_stage: number(),
  entered_at: optionalText,
  stage_times: withDefault(list(nullable(text())), []),
  last_event_at: optionalText,
});
export type FunnelPerson = Infer<typeof FunnelPerson>;

const PeoplePage = object({
  items: list(FunnelPerson),
  next_cursor: optionalText,
  total: withDefault(nullable(number()), null),
});
export type PeoplePage = Infer<typeof PeoplePage>;

const Explanation = object({
  user_id: text(),
  reached_stage: withDefault(number(), 0),
  attempt: withDefault(
    list(object({
      stage: number(),
      event_id: withDefault(text(), ''),
      event: withDefault(text(), ''),
      at: text(),
    })),
    [],
  ),
  deadline: optionalText,
  candidates: withDefault(
    list(object({
      event_id: withDefault(text(), ''),
      event: text(),
      at: text(),
      stage: withDefault(nullable(number()), null),
      reason: withDefault(anything(), ''),
    })),
    [],
  ),
});
export type Explanation = Infer<typeof Explanation>;

const splitParameters = (split: Split | null): Parameters =>
  split === null ? {} : {
    breakdown: split.properties,
    breakdown_scope: split.scope,
    attribution: split.attribution,
  };

export const useBreakdown = (
  funnel: string,
  span: DateSpan,
  split: Split | null,
  most: number,
): Query<BreakdownAnswer> =>
  useReport(
    split && addressOf(funnel, '', span, {
      ...splitParameters(split),
      breakdown_limit: String(most),
      include: 'counts',
    }),
    BreakdownSchema,
    `groups ${funnel} ${JSON.stringify(split)}`,
  );

export const useTrend = (
  funnel: string,
  span: DateSpan,
  interval: Interval,
): Query<Infer<typeof Trend>> =>
  useReport(
    addressOf(funnel, '/trend', span, { interval }),
    Trend,
    `trend ${funnel} ${interval}`,
  );

/** Fine bins, which the page puts together: where most people are is not known before. */
export const finestBins = 1000;

export const useTimesToConvert = (funnel: string, span: DateSpan): Query<TimesAnswer> =>
  useReport(
    addressOf(funnel, '/time-to-convert', span, { bins: String(finestBins) }),
    TimeToConvert,
    `times ${funnel}`,
  );

export const peopleOfPage = 500;

export const funnelPeople = (
  funnel: string,
  span: DateSpan,
  { stage, status, split, group }: Whom,
  cursor: string | null,
  signal: AbortSignal,
): Promise<PeoplePage> =>
  request(
    addressOf(funnel, '/users', span, {
      stage: String(stage),
      status,
      limit: String(peopleOfPage),
      cursor,
      ...(group === null ? {} : { ...splitParameters(split), breakdown_value: group }),
    }),
    PeoplePage,
    { signal },
  );

export const useExplanation = (
  funnel: string,
  span: DateSpan,
  person: string,
): Query<Explanation> =>
  useReport(
    addressOf(funnel, `/users/${encodeURIComponent(person)}/explain`, span, {}),
    Explanation,
    `explain ${funnel} ${person}`,
  );

/** A definition that is not saved, answered. */
export const tryDefinition = (
  project: string,
  definition: unknown,
  span: DateSpan,
  signal: AbortSignal,
): Promise<FunnelAnswer> =>
  request('/analytics/funnel', FunnelAnswer, {
    method: 'POST',
    signal,
    body: { project_id: project, definition, start_date: span.start, end_date: span.end },
  });
