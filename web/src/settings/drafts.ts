import { useCallback } from 'react';
import { createStore, useStore } from '@/ui/store.ts';

/**
 * What was changed and not saved yet, by form. It outlives the page: who looks something up
 * elsewhere and comes back finds it as it was.
 */
type Changes = Readonly<Record<string, unknown>>;
const none: Changes = {};
const drafts = createStore<ReadonlyMap<string, Changes>>(new Map());

// Only closing the tab would lose it, so that asks.
globalThis.addEventListener('beforeunload', (event) => {
  if (drafts.get().size > 0) event.preventDefault();
});

export interface Draft<T extends object> {
  readonly values: T;
  /** What differs from what is saved; null where nothing does. */
  readonly changes: Partial<T> | null;
  readonly set: (part: Partial<T>) => void;
  readonly discard: () => void;
}

export function useDraft<T extends object>(key: string, saved: T): Draft<T> {
  const all = useStore(drafts);
  const kept = all.get(key) ?? none;
  const changes = differing(saved, kept as Partial<T>);
  const set = useCallback((part: Partial<T>) => {
    const before = drafts.get().get(key) ?? none;
    put(key, differing(saved, { ...before, ...part } as Partial<T>));
  }, [key, saved]);
  const discard = useCallback(() => put(key, null), [key]);
  return { values: { ...saved, ...changes }, changes, set, discard };
}

function put(key: string, changes: object | null): void {
  const next = new Map(drafts.get());
  if (changes === null) next.delete(key);
  else next.set(key, changes as Changes);
  drafts.set(next);
}

/** Those of the parts that are other than what is saved. */
export function differing<T extends object>(saved: T, part: Partial<T>): Partial<T> | null {
  const own = Object.entries(part)
    .filter(([name, value]) => !same(value, saved[name as keyof T]));
  return own.length === 0 ? null : Object.fromEntries(own) as Partial<T>;
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
