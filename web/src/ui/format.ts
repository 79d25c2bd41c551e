/** Numbers and times as the reader's own locale writes them. */
type Digits = 0 | 1 | 2;

const made = new Map<string, Intl.NumberFormat>();

/** Formats are made when they are first needed: each costs milliseconds that the start has not. */
export function numbers(name: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const format = made.get(name) ?? new Intl.NumberFormat(undefined, options);
  made.set(name, format);
  return format;
}

const digitsExactly = (digits: Digits): Intl.NumberFormatOptions => ({
  minimumFractionDigits: digits,
  maximumFractionDigits: digits,
});

export const count = (n: number): string => numbers('whole', {}).format(n);

/** A count in so much room: whole where it fits, else `1.2M`. */
export function countIn(characters: number, n: number): string {
  const full = count(n);
  return full.length <= characters
    ? full
    : numbers('compact', { notation: 'compact', maximumFractionDigits: 1 }).format(n);
}

export const decimal = (n: number, digits: Digits = 1): string =>
  numbers(`decimal ${digits}`, digitsExactly(digits)).format(n);

/** A percentage as the API gives it (0 to 100). */
export const percent = (value: number, digits: Digits = 1): string =>
  numbers(`percent ${digits}`, { style: 'percent', ...digitsExactly(digits) }).format(value / 100);

/** One decimal, or two where one would round something small away to nothing. */
export const rate = (value: number): string => percent(value, value > 0 && value < 0.1 ? 2 : 1);

/** As many decimals as tell two rates apart, at most two. */
const digitsFor = ([low, high]: readonly [number, number]): Digits => high - low < 0.15 ? 2 : 1;

/** `9.9–11.6%`: one sign for both ends; one number where two decimals cannot tell them apart. */
export function percentSpan(ends: readonly [number, number], between = '–'): string {
  const digits = digitsFor(ends);
  const [low, high] = [decimal(ends[0], digits), percent(ends[1], digits)];
  return percent(ends[0], digits) === high ? high : `${low}${between}${high}`;
}

/** The same in a sentence: `9.9 to 11.6%`. */
export const percentRange = (ends: readonly [number, number]): string => percentSpan(ends, ' to ');

/** The `±` of a rate, in points. */
export function plusMinus([low, high]: readonly [number, number]): string {
  const half = (high - low) / 2;
  if (half < 0.005) return `±<${decimal(0.01, 2)}`;
  return `±${decimal(half, half < 0.05 ? 2 : 1)}`;
}

const units = [['d', 86_400], ['h', 3_600], ['m', 60], ['s', 1]] as const;

/** The two largest units that say something: `7m 12s`, `3d 4h`, `850 ms`, `1 µs`. */
export function duration(seconds: number): string {
  if (seconds <= 0) return '0s';
  if (seconds < 0.0005) return `${Math.max(1, Math.round(seconds * 1e6))} µs`;
  if (seconds < 0.9995) return `${Math.max(1, Math.round(seconds * 1000))} ms`;
  if (seconds < 1) return '1s';
  const first = units.findIndex(([, size]) => seconds >= size);
  const [unit, size] = units[first] ?? ['s', 1];
  const next = units[first + 1];
  if (!next) return seconds < 59.5 ? `${Math.round(seconds)}s` : '1m';
  const [smallUnit, smallSize] = next;
  // Rounded in the smaller unit first, so that 59m 59.9s reads 1h and not 59m 60s.
  const rounded = Math.round(seconds / smallSize) * smallSize;
  if (rounded >= (units[first - 1]?.[1] ?? Infinity)) return duration(rounded);
  const rest = Math.round((rounded % size) / smallSize);
  return `${count(Math.floor(rounded / size))}${unit}` + (rest > 0 ? ` ${rest}${smallUnit}` : '');
}

const wordUnits = [['day', 86_400], ['hour', 3_600], ['minute', 60], ['second', 1]] as const;

/** A length that a person set, in words: `14 days`, `90 minutes`. */
export function lengthInWords(seconds: number): string {
  const [word, size] = wordUnits.find(([, unit]) => seconds >= unit && seconds % unit === 0) ??
    ['second', 1] as const;
  const amount = seconds / size;
  return `${count(amount)} ${word}${amount === 1 ? '' : 's'}`;
}

export const plural = (n: number, one: string, many: string): string => n === 1 ? one : many;

export const capital = (word: string): string => (word[0] ?? '').toUpperCase() + word.slice(1);
