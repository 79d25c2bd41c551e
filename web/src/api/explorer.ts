import { request } from './client.ts';
import type { DateSpan } from './endpoints.ts';
import type { Interval } from './asked.ts';
import {
  anything,
  type Infer,
  list,
  nullable,
  number,
  object,
  type Schema,
  text,
  withDefault,
} from './schema.ts';
import { type Query, useQuery } from './useQuery.ts';

/** What a project has received: kinds of events, their properties, the events themselves. */
const EventType = object({
  name: text(),
  count: number(),
  users: withDefault(number(), 0),
  first_seen: withDefault(text(), ''),
  last_seen: withDefault(text(), ''),
});
export type EventType = Infer<typeof EventType>;

const Property = object({
  name: text(),
  count: withDefault(number(), 0),
  examples: withDefault(list(anything()), []),
});
export type Property = Infer<typeof Property>;

const PropertyValue = object({ value: text(), count: number() });
export type PropertyValue = Infer<typeof PropertyValue>;

const optionalText = withDefault(nullable(text()), null);

export const StoredEvent = object({
  id: withDefault(text(), ''),
  event_type: text(),
  user_id: text(),
  timestamp: text(),
  session_id: optionalText,
  url: optionalText,
  referrer: optionalText,
  user_agent: optionalText,
  properties: withDefault(anything(), null),
});
export type StoredEvent = Infer<typeof StoredEvent>;

const EventPage = object({ items: list(StoredEvent), next_cursor: optionalText });
export type EventPage = Infer<typeof EventPage>;

const tally = { count: number(), users: withDefault(number(), 0) };
const Counts = object({
  points: list(object({
    start: text(),
    ...tally,
    breakdown: withDefault(
      nullable(object({
        groups: list(object({ value: text(), ...tally })),
        other: object(tally),
      })),
      null,
    ),
  })),
});
export type Counts = Infer<typeof Counts>;
export type CountPoint = Counts['points'][number];

type Parameters = Readonly<Record<string, string | null | undefined>>;

function addressOf(project: string, what: string, parameters: Parameters): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) if (value) query.set(name, value);
  const text = query.toString();
  return `/projects/${encodeURIComponent(project)}/${what}${text && `?${text}`}`;
}

function useExplorer<T>(address: string | null, schema: Schema<T>): Query<T> {
  return useQuery(
    address && `explorer ${address}`,
    (signal) => request(address ?? '', schema, { signal }),
  );
}

const days = (span: DateSpan | null): Parameters =>
  span ? { start_date: span.start, end_date: span.end } : {};

const items = <T>(item: Schema<T>) => object({ items: list(item), next_cursor: optionalText });

interface Items<T> {
  readonly items: readonly T[];
  /** Not null where there are more than were asked for. */
  readonly next_cursor: string | null;
}

/** The names that are offered while somebody types; more would not be read. */
const offered = '500';

/** `project` null asks nothing; `event` asks about that one alone. */
export const useEventTypes = (
  project: string | null,
  span: DateSpan | null = null,
  event: string | null = null,
): Query<Items<EventType>> =>
  useExplorer(
    project && addressOf(project, 'event-types', { limit: offered, event, ...days(span) }),
    items(EventType),
  );

export const useProperties = (
  project: string,
  event: string | null = null,
  span: DateSpan | null = null,
): Query<Items<Property>> =>
  useExplorer(
    addressOf(project, 'properties', { event, limit: offered, ...days(span) }),
    items(Property),
  );

/** `property` null asks nothing. */
export const usePropertyValues = (
  project: string,
  property: string | null,
  event: string | null = null,
  span: DateSpan | null = null,
): Query<Items<PropertyValue>> =>
  useExplorer(
    property && addressOf(project, 'property-values', {
      property,
      event,
      limit: '50',
      ...days(span),
    }),
    items(PropertyValue),
  );

/** `breakdown` splits every bucket by the values of a property, or of `$event`. */
export const useEventCounts = (
  project: string,
  event: string | null,
  interval: Interval,
  span: DateSpan | null,
  breakdown: string | null = null,
): Query<Counts> =>
  useExplorer(
    span && addressOf(project, 'event-counts', { interval, event, breakdown, ...days(span) }),
    Counts,
  );

export interface WhichEvents {
  readonly user_id?: string | null;
  readonly event?: string | null;
  readonly limit?: string;
  readonly span?: DateSpan;
}

export const events = (
  project: string,
  { span, ...which }: WhichEvents,
  cursor: string | null,
  signal: AbortSignal,
): Promise<EventPage> =>
  request(addressOf(project, 'events', { ...which, ...days(span ?? null), cursor }), EventPage, {
    signal,
  });
