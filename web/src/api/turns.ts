import { useCallback, useEffect, useState } from 'react';

/** So many questions of a long list are under way at once; the server has others to answer. */
const together = 3;

let running = 0;
const waiting = new Set<() => void>();

/** Calls `start` when it is this one's turn; what it gives back ends the turn, or the wait for it. */
export function takeTurn(start: () => void): () => void {
  let holds = false;
  const begin = (): void => {
    waiting.delete(begin);
    holds = true;
    running += 1;
    start();
  };
  if (running < together) begin();
  else waiting.add(begin);
  return () => {
    waiting.delete(begin);
    if (!holds) return;
    holds = false;
    running -= 1;
    const [next] = waiting;
    next?.();
  };
}

export interface Turn<T> {
  /** What may be asked now: the last that was wanted and whose turn has come. */
  readonly asked: T | null;
  /** Whether that is still what is wanted. */
  readonly current: boolean;
  /** To be called once it is answered, well or not. */
  readonly end: () => void;
}

/** `key` says all of `wanted`, which may be another object each time; null wants nothing. */
export function useTurn<T>(wanted: T | null, key: string): Turn<T> {
  const [granted, setGranted] = useState<{ readonly key: string; readonly value: T } | null>(null);
  const [answered, setAnswered] = useState<string | null>(null);
  const waits = wanted !== null && (granted?.key !== key || answered !== key);
  useEffect(() => {
    if (!waits || wanted === null) return;
    return takeTurn(() => setGranted({ key, value: wanted }));
  }, [waits, key]);
  const grantedKey = granted?.key ?? null;
  const end = useCallback(() => setAnswered(grantedKey), [grantedKey]);
  return { asked: granted?.value ?? null, current: grantedKey === key, end };
}
