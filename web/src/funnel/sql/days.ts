/** Dates of a time zone as instants, as the server turns them (the first instant of the day). */
import { addDays } from '@/dates/range.ts';
import { Refusal } from './refusal.ts';

const day = 86_400_000;

function clockOf(timezone: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat('en-CA', {
      timeZone: timezone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
  } catch {
    throw new Refusal(`This browser does not know the time zone ${timezone}.`);
  }
}

function localTime(clock: Intl.DateTimeFormat, instant: number): string {
  const part = new Map(clock.formatToParts(instant).map(({ type, value }) => [type, value]));
  const date = `${part.get('year')}-${part.get('month')}-${part.get('day')}`;
  return `${date} ${part.get('hour')}:${part.get('minute')}:${part.get('second')}`;
}

/** Milliseconds of the first instant that the zone's clocks give this date to. */
export function startOfDay(timezone: string, date: string): number {
  const utc = Date.parse(`${date}T00:00:00Z`);
  if (timezone === 'UTC') return utc;
  const clock = clockOf(timezone);
  // No zone is more than 15 hours off, and no change of a clock moves a day by more than one.
  let [before, after] = [utc - day, utc + day];
  const began = (instant: number): boolean => localTime(clock, instant).slice(0, 10) >= date;
  while (after - before > 1000) {
    const middle = before + Math.round((after - before) / 2000) * 1000;
    if (began(middle)) after = middle;
    else before = middle;
  }
  // Where clocks go back over midnight the date begins twice, or a zone skips it.
  const goesBack = [1, 2, 3].some((hours) => !began(after + hours * 3_600_000));
  const begunBefore = [1, 2, 3].some((hours) => began(after - hours * 3_600_000));
  if (goesBack || begunBefore || localTime(clock, after).slice(0, 10) !== date) {
    throw new Refusal(`In ${timezone} the clocks were changed over midnight of ${date}.`);
  }
  return after;
}

const rfc3339 =
  /^(\d{4}-\d{2}-\d{2})[Tt ](\d{2}:\d{2}:\d{2})(?:\.(\d{1,6}))?([Zz]|[+-]\d{2}:\d{2})$/;

/** Microseconds of an instant with its offset. */
export function instant(text: string): bigint {
  const [, date, time, fraction = '', offset] = rfc3339.exec(text) ?? [];
  const milliseconds = Date.parse(`${date}T${time}${offset?.toUpperCase()}`);
  if (date === undefined || Number.isNaN(milliseconds)) {
    throw new Refusal(`“${text}” cannot be read as a point in time.`);
  }
  return BigInt(milliseconds) * 1000n + BigInt(fraction.padEnd(6, '0'));
}

const isDate = (text: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(text);

/** The half-open range of instants; dates are whole days, the last one included. */
export function rangeOf(
  start: string,
  end: string,
  timezone: string,
): { readonly start: bigint; readonly end: bigint } {
  const boundary = (text: string, plus: number): bigint =>
    isDate(text) ? BigInt(startOfDay(timezone, addDays(text, plus))) * 1000n : instant(text);
  const range = { start: boundary(start, 0), end: boundary(end, 1) };
  if (range.start > range.end) throw new Refusal('The range begins after its end.');
  return range;
}
