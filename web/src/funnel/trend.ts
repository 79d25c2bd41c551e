import type { Interval, TrendPoint } from '@/api/reports.ts';
import type { LinePoint } from '@/ui/charts/LineChart.tsx';
import type { Table } from '@/ui/csv.ts';
import { count, percentSpan, rate } from '@/ui/format.ts';
import type { Noun } from './model.ts';
import { fewest, wilson } from './statistics.ts';

/** `2026-11-03T00:00:00+01:00`: the date and hour stand in the text, in the project's own zone. */
export function bucketName(start: string, interval: Interval): string {
  const local = new Date(`${start.slice(0, 16)}:00Z`);
  if (Number.isNaN(local.getTime())) return start;
  const style: Intl.DateTimeFormatOptions = interval === 'hour'
    ? { month: 'short', day: 'numeric', hour: 'numeric' }
    : interval === 'month'
    ? { month: 'short', year: 'numeric' }
    : { month: 'short', day: 'numeric' };
  return new Intl.DateTimeFormat(undefined, { ...style, timeZone: 'UTC' }).format(local);
}

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
    `${noun.many[0]?.toUpperCase()}${noun.many.slice(1)} entered`,
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
