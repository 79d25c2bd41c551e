/** Date ranges as the address holds them: a preset that moves with the day, or two fixed dates. */
export const presets = ['7d', '30d', '90d', 'today', 'month', 'last-month'] as const;
export type Preset = (typeof presets)[number];

/** Presets that no button of their own stands for. */
export const presetNames: Partial<Readonly<Record<Preset, string>>> = {
  today: 'Today',
  month: 'This month',
  'last-month': 'Last month',
};

export interface Span {
  /** Calendar dates (`2026-11-23`) in the project's time zone, both inclusive. */
  readonly start: string;
  readonly end: string;
}

export type Range = { readonly preset: Preset } | Span;

export const standard: Range = { preset: '30d' };

const isPreset = (value: string): value is Preset => (presets as readonly string[]).includes(value);
const isDate = (value: string | null): value is string =>
  value !== null && /^\d{4}-\d{2}-\d{2}$/.test(value) && addDays(value, 0) === value;

/** What the address says; nonsense gives the standard range. */
export function rangeFrom(search: URLSearchParams): Range {
  const start = search.get('start');
  const end = search.get('end');
  if (isDate(start) && isDate(end)) {
    return start <= end ? { start, end } : { start: end, end: start };
  }
  const preset = search.get('range') ?? '';
  return isPreset(preset) ? { preset } : standard;
}

/** What the address says for the range; nothing for the standard one. */
export function rangeParameters(range: Range): Readonly<Record<string, string | null>> {
  if ('start' in range) return { range: null, start: range.start, end: range.end };
  const preset = range.preset === '30d' ? null : range.preset;
  return { range: preset, start: null, end: null };
}

/** The dates a range means today. */
export function resolve(range: Range, today: string): Span {
  if ('start' in range) return range;
  if (range.preset === 'today') return { start: today, end: today };
  if (range.preset === 'month') return { start: `${today.slice(0, 8)}01`, end: today };
  if (range.preset === 'last-month') return lastMonth(today);
  return { start: addDays(today, 1 - Number.parseInt(range.preset)), end: today };
}

/** Making a format takes milliseconds, so each is made once, and UTC can do without. */
const zones = new Map<string, Intl.DateTimeFormat>();

function zoned(timeZone: string): Intl.DateTimeFormat {
  const known = zones.get(timeZone);
  if (known) return known;
  const options = { year: 'numeric', month: '2-digit', day: '2-digit', timeZone } as const;
  const format = new Intl.DateTimeFormat('en-CA', options);
  zones.set(timeZone, format);
  return format;
}

/** The calendar date in a time zone; a zone this browser does not know counts as UTC. */
export function dateIn(timezone: string, instant: Date): string {
  if (timezone === 'UTC') return instant.toISOString().slice(0, 10);
  try {
    return zoned(timezone).format(instant);
  } catch {
    return dateIn('UTC', instant);
  }
}

const utc = (date: string): Date => new Date(`${date}T00:00:00Z`);

export function addDays(date: string, days: number): string {
  const moved = utc(date);
  if (Number.isNaN(moved.getTime())) return '';
  moved.setUTCDate(moved.getUTCDate() + days);
  return moved.toISOString().slice(0, 10);
}

export const daysIn = ({ start, end }: Span): number =>
  Math.round((utc(end).getTime() - utc(start).getTime()) / 86_400_000) + 1;

/** As the reader writes it; the year only where it is not this one. */
export function spanInWords({ start, end }: Span, today: string): string {
  const thisYear = start.slice(0, 4) === today.slice(0, 4) && end.slice(0, 4) === today.slice(0, 4);
  return new Intl.DateTimeFormat(undefined, {
    day: 'numeric',
    month: 'short',
    ...(thisYear ? {} : { year: 'numeric' }),
    timeZone: 'UTC',
  }).formatRange(utc(start), utc(end));
}

/** The whole month before the one that `today` is in. */
export function lastMonth(today: string): Span {
  const end = addDays(`${today.slice(0, 8)}01`, -1);
  return { start: `${end.slice(0, 8)}01`, end };
}

/** The last span of `days` days that ends on `end`. */
export const spanEnding = (end: string, days: number): Span => ({
  start: addDays(end, 1 - days),
  end,
});
