import {
  anything,
  boolean,
  type Infer,
  list,
  nullable,
  number,
  object,
  pair,
  text,
  withDefault,
} from './schema.ts';

/** What the API answers, as far as the page reads it. The names are the API's. */
export const Session = object({
  user: object({ id: text(), email: text(), full_name: text(), role: text() }),
  organization: object({ id: text(), name: text() }),
});
export type Session = Infer<typeof Session>;

export const Project = object({
  id: text(),
  name: text(),
  domain: withDefault(text(), ''),
  timezone: withDefault(text(), 'UTC'),
});
export type Project = Infer<typeof Project>;

export const CreatedProject = object({ id: text(), name: text(), api_key: text() });
export const TrackingCode = object({ snippet: text() });

export const FunnelDefinition = object({
  id: text(),
  project_id: text(),
  name: text(),
  stages: list(object({
    name: text(),
    event: withDefault(text(), ''),
    any_of: withDefault(list(text()), []),
    filters: withDefault(list(anything()), []),
    optional: withDefault(boolean(), false),
    first_time: withDefault(anything(), null),
  })),
  order: withDefault(text(), 'ordered'),
  window_seconds: withDefault(nullable(number()), null),
  count_by: withDefault(anything(), 'users'),
  hold_constant: withDefault(list(text()), []),
  exclusions: withDefault(
    list(object({
      event: text(),
      filters: withDefault(list(anything()), []),
      after_stage: withDefault(nullable(number()), null),
      before_stage: withDefault(nullable(number()), null),
    })),
    [],
  ),
  exclusion_effect: withDefault(text(), 'leave_funnel'),
  description: withDefault(text(), ''),
  strict_repeat: withDefault(text(), 'break'),
  /** Archived where false: kept, and out of the way. */
  is_active: withDefault(boolean(), true),
  /** Of what was deleted and can still be restored. */
  restorable_until: withDefault(text(), ''),
});
export type FunnelDefinition = Infer<typeof FunnelDefinition>;

const Times = object({
  average_seconds: withDefault(nullable(number()), null),
  median_seconds: withDefault(nullable(number()), null),
  p90_seconds: withDefault(nullable(number()), null),
});
export type Times = Infer<typeof Times>;
const noTimes: Times = { average_seconds: null, median_seconds: null, p90_seconds: null };

export const StageAnswer = object({
  stage_name: text(),
  order: number(),
  users: number(),
  conversion_rate: number(),
  step_conversion_rate: number(),
  dropped_users: number(),
  waiting_users: number(),
  conversion_interval: withDefault(nullable(pair()), null),
  time_from_previous: withDefault(Times, noTimes),
});
export type StageAnswer = Infer<typeof StageAnswer>;

export const FunnelAnswer = object({
  date_range: object({ start: text(), end: text() }),
  stages: list(StageAnswer),
  overall_conversion_rate: number(),
  entered_users: number(),
  converted_users: number(),
  time_to_convert: withDefault(Times, noTimes),
  as_of: withDefault(text(), ''),
  meta: withDefault(
    object({
      exact: withDefault(boolean(), true),
      partial: withDefault(boolean(), false),
      elapsed_ms: withDefault(nullable(number()), null),
      events_scanned: withDefault(nullable(number()), null),
      files_read: withDefault(nullable(number()), null),
    }),
    { exact: true, partial: false, elapsed_ms: null, events_scanned: null, files_read: null },
  ),
});
export type FunnelAnswer = Infer<typeof FunnelAnswer>;
