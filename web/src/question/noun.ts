import type { FunnelDefinition } from '@/api/answers.ts';
import { count, plural } from '@/ui/format.ts';

/** What is counted, for sentences: people unless the definition counts something else. */
export interface Noun {
  readonly one: string;
  readonly many: string;
}

export function nounFor(countBy: FunnelDefinition['count_by']): Noun {
  if (countBy === 'sessions') return { one: 'session', many: 'sessions' };
  if (countBy === 'users') return { one: 'person', many: 'people' };
  const named = countBy as { property?: unknown; user_property?: unknown } | null;
  const property = named?.property ?? named?.user_property;
  return typeof property === 'string'
    ? { one: `value of ${property}`, many: `values of ${property}` }
    : { one: 'unit', many: 'units' };
}

export const inNoun = (n: number, noun: Noun): string =>
  `${count(n)} ${plural(n, noun.one, noun.many)}`;
