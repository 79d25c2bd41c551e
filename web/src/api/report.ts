import { request } from './client.ts';
import type { DateSpan } from './endpoints.ts';
import type { Schema } from './schema.ts';
import { type Query, useQuery } from './useQuery.ts';

export type Parameters = Readonly<
  Record<string, string | readonly string[] | null>
>;

/** Everything that a report is asked with stands in its address, which is its key as well. */
export function addressOf(
  funnel: string,
  report: string,
  span: DateSpan,
  more: Parameters,
): string {
  const query = new URLSearchParams({ start_date: span.start, end_date: span.end });
  for (const [name, value] of Object.entries(more)) {
    for (const one of value === null ? [] : [value].flat()) query.append(name, one);
  }
  return `/analytics/funnel/${encodeURIComponent(funnel)}${report}?${query}`;
}

export function useReport<T>(address: string | null, schema: Schema<T>, family: string): Query<T> {
  return useQuery(
    address && `answer ${address}`,
    (signal) => request(address ?? '', schema, { signal }),
    `answer ${family}`,
  );
}
