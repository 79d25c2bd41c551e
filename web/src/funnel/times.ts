import type { TimesAnswer } from '@/api/reports.ts';
import type { Bar } from '@/ui/charts/Histogram.tsx';
import type { Table } from '@/ui/csv.ts';
import { count, duration, plural } from '@/ui/format.ts';

export interface TimeBar extends Bar {
  readonly from: number;
  readonly to: number;
}

export interface Times {
  readonly bars: readonly TimeBar[];
  /** In bars from the left, e.g. 2.5 for the middle of the third. */
  readonly median: number | null;
  readonly p90: number | null;
}

const mostBars = 24;
/** A few who took very long would press all others into the first bar. */
const tailBegins = 2.5;

/**
 * The API's fine bins as bars that show where most people are: as many as are worth showing up to
 * a multiple of the 90th percentile, and one for all who took longer.
 */
export function timesFrom({ bins, median_seconds: median, p90_seconds: p90 }: TimesAnswer): Times {
  const low = bins[0]?.from_seconds ?? 0;
  const limit = low + ((p90 ?? Infinity) - low) * tailBegins;
  const near = bins.filter(({ from_seconds: from }, index) => index === 0 || from < limit);
  const far = bins.slice(near.length).filter(({ users }) => users > 0);
  const size = Math.max(1, Math.ceil(near.length / mostBars));
  const bars: TimeBar[] = [];
  for (let start = 0; start < near.length; start += size) {
    const part = near.slice(start, start + size);
    const from = part[0]?.from_seconds ?? 0;
    const to = part.at(-1)?.to_seconds ?? from;
    bars.push(barOf(from, to, part.reduce((sum, { users }) => sum + users, 0), median));
  }
  const end = bars.at(-1)?.to ?? 0;
  const rest = far.reduce((sum, { users }) => sum + users, 0);
  if (rest > 0) {
    bars.push({
      from: end,
      to: far.at(-1)?.to_seconds ?? end,
      count: rest,
      label: 'longer',
      words: `longer than ${duration(end)}: ${people(rest)}`,
      kind: 'rest',
    });
  }
  const place = (at: number | null): number | null => {
    const index = bars.findIndex(({ from, to, kind }) =>
      at !== null && kind !== 'rest' && at >= from && at <= to
    );
    const bar = bars[index];
    return bar && at !== null ? index + (at - bar.from) / Math.max(1e-9, bar.to - bar.from) : null;
  };
  return { bars, median: place(median), p90: place(p90) };
}

const people = (n: number): string => `${count(n)} ${plural(n, 'person', 'people')}`;

/** For an axis: a few seconds more or less of many minutes are noise there. */
function roughly(seconds: number): string {
  const unit = seconds >= 36_000 ? 3_600 : seconds >= 600 ? 60 : 1;
  return duration(Math.round(seconds / unit) * unit);
}

const barOf = (from: number, to: number, users: number, median: number | null): TimeBar => ({
  from,
  to,
  count: users,
  label: roughly(from),
  words: `${duration(from)} to ${duration(to)}: ${people(users)}`,
  kind: median !== null && median >= from && median < to ? 'middle' : 'bar',
});

export const timesTable = ({ bars }: Times): Table => ({
  columns: ['Took at least', 'Less than', 'People'],
  rows: bars.map(({ from, to, count: users }) => [
    { shown: duration(from), value: from },
    { shown: duration(to), value: to },
    { shown: count(users), value: users },
  ]),
});
