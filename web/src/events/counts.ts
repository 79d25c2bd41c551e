import type { CountPoint } from '@/api/explorer.ts';
import type { Interval } from '@/api/asked.ts';
import { bucketName } from '@/dates/buckets.ts';
import type { LinePoint } from '@/ui/charts/LineChart.tsx';
import type { Table } from '@/ui/csv.ts';
import { count, plural } from '@/ui/format.ts';

export type Measure = 'events' | 'people';

/** A bucket that is not over: what it holds may still grow. */
export const isOpen = (points: readonly CountPoint[], index: number, now: number): boolean => {
  if (index < points.length - 1) return false;
  const [before, last] = points.slice(-2).map(({ start }) => Date.parse(start));
  if (before === undefined || last === undefined) return true;
  // Months differ by days only: what is called open a day too long is dotted for a day.
  return now < last + (last - before);
};

export const countPoints = (
  points: readonly CountPoint[],
  interval: Interval,
  measure: Measure = 'events',
  now = Date.now(),
): readonly LinePoint[] =>
  points.map(({ start, count: n, users }, index) => {
    const name = bucketName(start, interval);
    const open = isOpen(points, index, now);
    return {
      label: name,
      value: measure === 'events' ? n : users,
      band: null,
      settled: !open,
      words: `${name}: ${count(n)} ${plural(n, 'event', 'events')} of ${count(users)} ${
        plural(users, 'person', 'people')
      }${open ? ' so far' : ''}`,
    };
  });

export const countTable = (points: readonly CountPoint[], interval: Interval): Table => ({
  columns: ['From', 'Events', 'People'],
  rows: points.map(({ start, count: n, users }) => [
    { shown: bucketName(start, interval), value: start },
    { shown: count(n), value: n },
    { shown: count(users), value: users },
  ]),
});
