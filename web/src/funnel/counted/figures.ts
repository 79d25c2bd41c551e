import { createStore } from '@/ui/store.ts';

/** What a number on the page is, so that it can be said how it is counted. */
export type Figure =
  | {
    readonly figure:
      | 'rate'
      | 'interval'
      | 'entered'
      | 'converted'
      | 'median'
      | 'users'
      | 'of entrants'
      | 'of stage before'
      | 'left'
      | 'waiting'
      | 'median of step'
      | '90% of step'
      | 'change'
      | 'trend'
      | 'times'
      | 'groups';
  }
  | { readonly figure: 'stage' | 'step'; readonly stage: number };

interface Asked {
  readonly what: Figure;
  /** What the answer stands beside, and what has the focus again when it goes. */
  readonly beside: HTMLElement;
}

/** At most one answer is open; there is one place that shows it. */
export const asked = createStore<Asked | null>(null);
