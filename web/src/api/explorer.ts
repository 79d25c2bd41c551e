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

const Counts = object({
  points: list(object({ start: text(), count: number(), users: withDefault(number(), 0) })),
});
export type CountPoint = Infer<typeof Counts>['points'][number];

const Person = object({
  user_id: withDefault(text(), ''),
  ids: withDefault(list(text()), []),
  traits: withDefault(anything(), null),
  events: withDefault(nullable(number()), null),
  sessions: withDefault(nullable(number()), null),
  first_seen: optionalText,
});
export type Person = Infer<typeof Person>;

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

const items = <T>(item: Schema<T>) => object({ items: list(item) });

/** The names that are offered while somebody types; more would not be read. */
const offered = '500';

export const useEventTypes = (
  project: string,
  span: DateSpan | null = null,
): Query<{ readonly items: readonly EventType[] }> =>
  useExplorer(
    addressOf(project, 'event-types', { limit: offered, ...days(span) }),
    items(EventType),
  );

export const useProperties = (
  project: string,
  event: string | null = null,
): Query<{ readonly items: readonly Property[] }> =>
  useExplorer(addressOf(project, 'properties', { event, limit: offered }), items(Property));

/** `property` null asks nothing. */
export const usePropertyValues = (
  project: string,
  property: string | null,
  event: string | null = null,
): Query<{ readonly items: readonly PropertyValue[] }> =>
  useExplorer(
    property && addressOf(project, 'property-values', { property, event, limit: '50' }),
    items(PropertyValue),
  );

export const useEventCounts = (
  project: string,
  event: string | null,
  interval: Interval,
  span: DateSpan,
): Query<Infer<typeof Counts>> =>
  useExplorer(addressOf(project, 'event-counts', { interval, event, ...days(span) }), Counts);

export const events = (
  project: string,
  which: { readonly user_id?: string; readonly event?: string; readonly limit?: string },
  cursor: string | null,
  signal: AbortSignal,
): Promise<EventPage> =>
  request(addressOf(project, 'events', { ...which, cursor }), EventPage, { signal });

export const usePerson = (project: string, person: string): Query<Person> =>
  useExplorer(addressOf(project, `persons/${encodeURIComponent(person)}`, {}), Person);
