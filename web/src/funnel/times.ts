import type { TimesAnswer } from '@/api/reports.ts';
import type { Bar } from '@/ui/charts/Histogram.tsx';
import type { Table } from '@/ui/csv.ts';
import { inNoun, type Noun } from '@/question/noun.ts';
import { capital, count, duration } from '@/ui/format.ts';

export interface TimeBar extends Bar {
  readonly from: number;
  readonly to: number;
}

export interface Times {
  readonly bars: readonly TimeBar[];
  /** In bars from the left, e.g. 2.5 for the middle of the third. */
  readonly median: number | null;
  readonly p90: number | null;
  /** Bars further right stand for longer spans. */
  readonly grows: boolean;
}

const mostBars = 24;
/** Where nine in ten took less than this share of the longest, bars of one width show only them. */
const skewed = 0.1;

/**
 * The API's fine bins put together: into bars of one width, or, where a few took very much longer
 * than all others, into bars that grow wider to the right.
 */
export function timesFrom(
  { bins, median_seconds: median, p90_seconds: p90 }: TimesAnswer,
  noun: Noun,
): Times {
  const low = bins[0]?.from_seconds ?? 0;
  const range = (bins.at(-1)?.to_seconds ?? low) - low;
  const grows = p90 !== null && p90 - low < range * skewed;
  const even = Math.ceil(bins.length / mostBars);
  const bars: TimeBar[] = [];
  for (let start = 0; start < bins.length;) {
    const size = grows ? Math.max(1, Math.floor(start / 2)) : even;
    const part = bins.slice(start, start + size);
    const from = part[0]?.from_seconds ?? 0;
    const to = part.at(-1)?.to_seconds ?? from;
    bars.push(barOf(from, to, part.reduce((sum, { users }) => sum + users, 0), median, noun));
    start += size;
  }
  while (bars.length > 1 && bars.at(-1)?.count === 0) bars.pop();
  const place = (at: number | null): number | null => {
    const index = bars.findIndex(({ from, to }) => at !== null && at >= from && at <= to);
    const bar = bars[index];
    return bar && at !== null ? index + (at - bar.from) / Math.max(1e-9, bar.to - bar.from) : null;
  };
  return { bars, median: place(median), p90: place(p90), grows };
}

/** For an axis: a few seconds more or less of many minutes are noise there. */
function roughly(seconds: number): string {
  const unit = seconds >= 36_000 ? 3_600 : seconds >= 600 ? 60 : 1;
  return duration(Math.round(seconds / unit) * unit);
}

const barOf = (
  from: number,
  to: number,
  users: number,
  median: number | null,
  noun: Noun,
): TimeBar => ({
  from,
  to,
  count: users,
  label: roughly(from),
  words: `${duration(from)} to ${duration(to)}: ${inNoun(users, noun)}`,
  kind: median !== null && median >= from && median < to ? 'middle' : 'bar',
});

export const timesTable = ({ bars }: Times, noun: Noun): Table => ({
  columns: ['Took at least', 'Less than', capital(noun.many)],
  rows: bars.map(({ from, to, count: users }) => [
    { shown: duration(from), value: from },
    { shown: duration(to), value: to },
    { shown: count(users), value: users },
  ]),
});
