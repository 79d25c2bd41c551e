import { addDays, daysIn, type Span } from '@/dates/range.ts';

/**
 * The last day on which someone entered, by halving: `enteredSince(day)` counts from that day to
 * the end of the span and falls to 0 once. 28 years take 14 questions of a few milliseconds.
 */
export async function latestDay(
  span: Span,
  enteredSince: (day: string) => Promise<number>,
): Promise<string> {
  let some = 0;
  let none = daysIn(span);
  while (none - some > 1) {
    const middle = Math.floor((some + none) / 2);
    if (await enteredSince(addDays(span.start, middle)) > 0) some = middle;
    else none = middle;
  }
  return addDays(span.start, some);
}
