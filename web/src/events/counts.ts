import type { CountPoint } from '@/api/explorer.ts';
import type { Interval } from '@/api/asked.ts';
import { bucketName } from '@/dates/buckets.ts';
import type { LinePoint } from '@/ui/charts/LineChart.tsx';
import type { Table } from '@/ui/csv.ts';
import { count, plural } from '@/ui/format.ts';

/** The last bucket is not over: what it holds may still grow. */
export const countPoints = (
  points: readonly CountPoint[],
  interval: Interval,
): readonly LinePoint[] =>
  points.map(({ start, count: n, users }, index) => {
    const name = bucketName(start, interval);
    return {
      label: name,
      value: n,
      band: null,
      settled: index < points.length - 1,
      words: `${name}: ${count(n)} ${plural(n, 'event', 'events')} of ${count(users)} ${
        plural(users, 'person', 'people')
      }${index === points.length - 1 ? ' so far' : ''}`,
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
