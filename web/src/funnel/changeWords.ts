import { daysIn, type Span } from '@/dates/range.ts';
import { decimal } from '@/ui/format.ts';
import type { Change, Changes } from './comparison.ts';

/** `+1.6`, `−0.4`, `±0`: a change as it stands beside its figure. */
export function signed(value: number): string {
  const digits = decimal(Math.abs(value));
  return Number(Math.abs(value).toFixed(1)) === 0 ? '±0' : `${value < 0 ? '−' : '+'}${digits}`;
}

/** `the previous 30 days`. */
export function previousInWords({ days }: Changes): string {
  const span = spanOf(days);
  const n = daysIn(span);
  return n === 1 ? 'the day before' : `the previous ${n} days`;
}

/** In place of a difference that says nothing. */
export const tooFewInWords = (changes: Changes): string =>
  `Too few people to compare with ${previousInWords(changes)}.`;

const spanOf = ({ start, end }: Changes['days']): Span => ({
  start: start.slice(0, 10),
  end: end.slice(0, 10),
});

/** What a change may be taken for. */
export function verdictInWords({ verdict, p }: Change): string {
  switch (verdict) {
    case 'too few':
      return 'too few people to tell';
    case 'too early':
      return 'too early to tell';
    case 'unlikely chance':
      return `unlikely to be chance (p\u00a0${pInWords(p)})`;
    case 'could be chance':
      return `which could be chance (p\u00a0${pInWords(p)})`;
  }
}

const pInWords = (p: number): string =>
  p < 0.001 ? `<\u00a0${decimalP(0.001)}` : `=\u00a0${decimalP(p)}`;
const decimalP = (p: number): string =>
  p.toLocaleString(undefined, { maximumFractionDigits: p < 0.1 ? 3 : 2 });

/** Only what is neither chance nor too early has a colour. */
export const toneOf = ({ verdict, points }: Change): 'good' | 'bad' | undefined =>
  verdict !== 'unlikely chance' || points === 0 ? undefined : points > 0 ? 'good' : 'bad';
