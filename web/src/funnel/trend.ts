import type { Interval } from '@/api/asked.ts';
import type { TrendPoint } from '@/api/reports.ts';
import { bucketName } from '@/dates/buckets.ts';
import type { LinePoint } from '@/ui/charts/LineChart.tsx';
import type { Table } from '@/ui/csv.ts';
import { capital, count, percentSpan, rate } from '@/ui/format.ts';
import type { Noun } from '@/question/noun.ts';
import { fewest, wilson } from './statistics.ts';

export const trendPoints = (
  points: readonly TrendPoint[],
  interval: Interval,
  noun: Noun,
): readonly LinePoint[] =>
  points.map(({ start, entered, converted, conversion_rate: value, mature }) => {
    const name = bucketName(start, interval);
    const band = entered === 0 ? null : wilson(converted, entered);
    const counts = `${count(converted)} of ${count(entered)}`;
    return {
      label: name,
      value: entered === 0 ? null : value,
      band,
      settled: mature,
      words: entered === 0
        ? `${name}: no ${noun.many} entered`
        : `${name}: ${
          entered < fewest ? `${counts}, too few to tell` : `${rate(value)}, ${counts}`
        }` +
          (mature ? '' : ', may still rise'),
    };
  });

export const trendTable = (
  points: readonly TrendPoint[],
  interval: Interval,
  noun: Noun,
): Table => ({
  columns: [
    'From',
    `${capital(noun.many)} entered`,
    'Converted',
    'Conversion',
    '95% interval',
    'Still open',
  ],
  rows: points.map(({ start, entered, converted, conversion_rate: value, mature }) => {
    const band = wilson(converted, entered);
    return [
      { shown: bucketName(start, interval), value: start },
      { shown: count(entered), value: entered },
      { shown: count(converted), value: converted },
      { shown: entered === 0 ? '–' : rate(value), value: entered === 0 ? null : value },
      {
        shown: entered === 0 ? '–' : percentSpan(band),
        value: entered === 0 ? null : band.map((end) => end.toFixed(2)).join(' to '),
      },
      mature ? 'no' : 'yes',
    ];
  }),
});
