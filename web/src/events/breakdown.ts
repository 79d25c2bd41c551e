import type { Counts } from '@/api/explorer.ts';
import type { Interval } from '@/api/asked.ts';
import { bucketName } from '@/dates/buckets.ts';
import type { Table } from '@/ui/csv.ts';
import { count } from '@/ui/format.ts';

/** One value of a property over time. */
export interface Band {
  /** Null is everything that is in no other band. */
  readonly value: string | null;
  readonly values: readonly number[];
  readonly total: number;
  /** Of all events, from 0 to 100. */
  readonly share: number;
}

/** The values of a split, the most frequent first, and the rest at the end. */
export function bandsOf({ points }: Counts): readonly Band[] {
  const whole = Math.max(1, points.reduce((sum, { count }) => sum + count, 0));
  const band = (value: string | null, values: readonly number[]): Band => {
    const total = values.reduce((sum, n) => sum + n, 0);
    return { value, values, total, share: (100 * total) / whole };
  };
  const names = points[0]?.breakdown?.groups.map(({ value }) => value) ?? [];
  const named = names.map((value, place) =>
    band(value, points.map(({ breakdown }) => breakdown?.groups[place]?.count ?? 0))
  );
  const other = band(null, points.map(({ breakdown }) => breakdown?.other.count ?? 0));
  return [...named, other].filter(({ total }) => total > 0);
}

export const nameOf = ({ value }: Band): string =>
  value === null ? 'all others' : value === '' ? 'not set' : value;

export const bandsTable = (counts: Counts, interval: Interval): Table => {
  const bands = bandsOf(counts);
  return {
    columns: ['From', ...bands.map(nameOf)],
    rows: counts.points.map(({ start }, place) => [
      { shown: bucketName(start, interval), value: start },
      ...bands.map(({ values }) => {
        const n = values[place] ?? 0;
        return { shown: count(n), value: n };
      }),
    ]),
  };
};
