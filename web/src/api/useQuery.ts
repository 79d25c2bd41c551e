import { useCallback, useEffect, useRef, useSyncExternalStore } from 'react';
import type { Problem } from './problem.ts';
import { ask, follow, known } from './queryCache.ts';

export interface Query<T> {
  readonly data: T | null;
  readonly problem: Problem | null;
  readonly loading: boolean;
  /** The data answer an earlier question of the same family, while the new one is under way. */
  readonly stale: boolean;
  readonly retry: () => void;
}

/**
 * Stale while revalidate: what is known for `key` shows at once and is asked for again; a new key
 * of the same `family` keeps the old answer on show; a superseded request is aborted. `null` asks
 * nothing.
 */
export function useQuery<T>(
  key: string | null,
  question: (signal: AbortSignal) => Promise<T>,
  family = key,
): Query<T> {
  const latest = useRef(question);
  latest.current = question;
  const shown = useRef<{ readonly family: string | null; readonly data: T } | null>(null);

  const subscribe = useCallback(
    (listener: () => void) => key === null ? () => {} : follow(key, listener),
    [key],
  );
  const state = useSyncExternalStore(subscribe, () => known(key), () => known(null));
  useEffect(() => {
    if (key !== null) ask(key, (signal) => latest.current(signal), 'if-needed');
  }, [key]);
  const retry = useCallback(() => {
    if (key !== null) ask(key, (signal) => latest.current(signal), 'again');
  }, [key]);

  const own = state.data as T | null;
  const previous = shown.current?.family === family ? shown.current.data : null;
  useEffect(() => {
    if (own !== null) shown.current = { family, data: own };
  }, [own, family]);
  const asking = key !== null && own === null && state.problem === null;
  return {
    data: key === null ? null : own ?? previous,
    problem: state.problem,
    loading: state.loading || asking,
    stale: key !== null && own === null && previous !== null,
    retry,
  };
}
