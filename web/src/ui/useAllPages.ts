import { useCallback, useEffect, useRef, useState } from 'react';

export interface Pages<T> {
  readonly items: readonly T[];
  /** How many there are in all, where that is answered. */
  readonly total: number | null;
  readonly done: boolean;
  readonly loading: boolean;
  /** In words; null while all goes well. */
  readonly fault: string | null;
  readonly more: () => void;
  readonly retry: () => void;
  /** Fetches whatever is left; gives everything. */
  readonly all: () => Promise<readonly T[]>;
}

interface Page<T> {
  readonly items: readonly T[];
  readonly next_cursor: string | null;
  readonly total?: number | null;
}

export type FetchPage<T> = (cursor: string | null, signal: AbortSignal) => Promise<Page<T>>;

interface State<T> {
  readonly key: string;
  readonly items: readonly T[];
  readonly total: number | null;
  readonly cursor: string | null;
  readonly done: boolean;
  readonly loading: boolean;
  readonly fault: string | null;
}

const nothing = <T>(key: string): State<T> => ({
  key,
  items: [],
  total: null,
  cursor: null,
  done: false,
  loading: false,
  fault: null,
});

/** A list that comes in pages, one after the other, for as long as somebody looks at it. */
export function useAllPages<T>(key: string, fetchPage: FetchPage<T>): Pages<T> {
  const [, redraw] = useState(0);
  const state = useRef<State<T>>(nothing(key));
  const abort = useRef<AbortController | null>(null);
  const under = useRef<Promise<void> | null>(null);
  const latest = useRef(fetchPage);
  latest.current = fetchPage;
  if (state.current.key !== key) {
    abort.current?.abort();
    under.current = null;
    state.current = nothing(key);
  }
  const set = useCallback((part: Partial<State<T>>) => {
    state.current = { ...state.current, ...part };
    redraw((n) => n + 1);
  }, []);
  const load = useCallback((): Promise<void> => {
    if (under.current) return under.current;
    if (state.current.done) return Promise.resolve();
    const own = new AbortController();
    abort.current = own;
    set({ loading: true, fault: null });
    const settle = (part: Partial<State<T>>): void => {
      if (own.signal.aborted) return;
      under.current = null;
      set({ ...part, loading: false });
    };
    const run = latest.current(state.current.cursor, own.signal).then(
      (page) =>
        settle({
          items: [...state.current.items, ...page.items],
          total: page.total ?? state.current.total,
          cursor: page.next_cursor,
          done: page.next_cursor === null,
        }),
      (error: unknown) => settle({ fault: error instanceof Error ? error.message : String(error) }),
    );
    under.current = run;
    return run;
  }, [set]);
  useEffect(() => {
    if (state.current.items.length === 0) void load();
    return () => {
      abort.current?.abort();
      under.current = null;
      state.current = { ...state.current, loading: false };
    };
  }, [key, load]);
  const more = useCallback(() => {
    if (state.current.fault === null) void load();
  }, [load]);
  const all = useCallback(async () => {
    const own = state.current.key;
    while (!state.current.done && state.current.key === own) {
      await load();
      if (state.current.fault !== null) throw new Error(state.current.fault);
    }
    return state.current.items;
  }, [load]);
  const { items, total, done, loading, fault } = state.current;
  return { items, total, done, loading, fault, more, retry: () => void load(), all };
}
