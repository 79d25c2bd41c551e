/** How texts, instants and lengths of time are written in SQL. */
import { Refusal } from './refusal.ts';

export function quoted(text: string): string {
  if (text.includes('\0')) {
    throw new Refusal('A value holds a character that cannot be written in SQL.');
  }
  // A line's end is said by its number: the query is indented line by line.
  const lines = text.split('\n').map((line) => `'${line.replaceAll("'", "''")}'`);
  return lines.length === 1 ? lines.join() : `(${lines.join(' || chr(10) || ')})`;
}

/** One line, so that no name can end a comment. */
export const commented = (text: string): string =>
  // deno-lint-ignore no-control-regex
  text.replaceAll(/[\u0000-\u001f\u007f\u2028\u2029]+/g, ' ').trim();

/** Microseconds since 1970 as DuckDB writes them; the files hold UTC. */
export function timestamp(microseconds: bigint): string {
  const millisecond = 1000n;
  const rest = ((microseconds % millisecond) + millisecond) % millisecond;
  const date = new Date(Number((microseconds - rest) / millisecond));
  const text = date.toISOString().replace('T', ' ').slice(0, -1);
  const exact = `${text}${String(rest).padStart(3, '0')}`.replace(/\.?0{6}$/, '');
  return `TIMESTAMP '${exact}'`;
}

const units = [
  ['DAYS', 86_400_000_000],
  ['HOURS', 3_600_000_000],
  ['MINUTES', 60_000_000],
  ['SECONDS', 1_000_000],
  ['MILLISECONDS', 1000],
  ['MICROSECONDS', 1],
] as const;

/** The coarsest unit that says it exactly. */
export function interval(microseconds: number): string {
  const [unit, size] = units.find(([, size]) => microseconds !== 0 && microseconds % size === 0) ??
    ['SECONDS', 1];
  return `INTERVAL ${microseconds / size} ${unit}`;
}

export const indented = (text: string, by = 2): string =>
  text.split('\n').map((line) => line === '' ? line : ' '.repeat(by) + line).join('\n');

/** A named part of the query, with the reason for it above. */
export interface Part {
  readonly name: string;
  readonly why: string;
  readonly body: string;
}

export const partText = ({ name, why, body }: Part): string =>
  `${why.split('\n').map((line) => `-- ${line}`).join('\n')}\n${name} AS (\n${indented(body)}\n)`;

/** Conditions that must all hold, one a line. */
export const allOf = (conditions: readonly string[]): string => conditions.join('\n  AND ');

export const numbersTo = (count: number): readonly number[] =>
  Array.from({ length: count }, (_, index) => index + 1);
