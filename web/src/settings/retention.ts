import { count } from '@/ui/format.ts';

const usual = [30, 90, 180, 365];

/** What can be chosen; a number that was set over the API stays among them. */
export function retentionChoices(
  days: number | null,
): readonly { readonly value: string; readonly words: string }[] {
  const all = days === null || usual.includes(days) ? usual : [...usual, days];
  return [
    ...[...all].sort((a, b) => a - b).map((it) => ({
      value: String(it),
      words: it === 1 ? '1 day' : `${count(it)} days`,
    })),
    { value: '', words: 'ever' },
  ];
}

/** Back into what the API takes; nothing means any age. */
export const retentionOf = (value: string): number | null => value === '' ? null : Number(value);

/** Whether events that are there would go; null keeps all. */
export const isShorter = (next: number | null, now: number | null): boolean =>
  next !== null && (now === null || next < now);
