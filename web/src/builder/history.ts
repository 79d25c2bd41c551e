import { useCallback, useState } from 'react';

/** What something was, is, and was before it was undone. */
export interface History<T> {
  readonly past: readonly T[];
  readonly present: T;
  readonly future: readonly T[];
  readonly changedAt: number;
}

/** Letters typed one after the other are undone together; another row is a step of its own. */
const together = 700;
const shapeOf = (value: unknown): string =>
  JSON.stringify(value, (_, part) => typeof part === 'string' ? '' : part);
const kept = 200;

export const begin = <T>(present: T): History<T> => ({
  past: [],
  present,
  future: [],
  changedAt: -Infinity,
});

export function change<T>(history: History<T>, next: T, now: number): History<T> {
  const alike = shapeOf(history.present) === shapeOf(next);
  const goesOn = alike && now - history.changedAt < together && history.past.length > 0;
  return {
    past: goesOn ? history.past : [...history.past, history.present].slice(-kept),
    present: next,
    future: [],
    changedAt: alike ? now : -Infinity,
  };
}

export function undo<T>(history: History<T>): History<T> {
  const before = history.past.at(-1);
  return before === undefined ? history : {
    past: history.past.slice(0, -1),
    present: before,
    future: [history.present, ...history.future],
    changedAt: -Infinity,
  };
}

export function redo<T>(history: History<T>): History<T> {
  const [next, ...rest] = history.future;
  return next === undefined ? history : {
    past: [...history.past, history.present],
    present: next,
    future: rest,
    changedAt: -Infinity,
  };
}

export interface Edited<T> {
  readonly value: T;
  readonly set: (next: T) => void;
  readonly undo: (() => void) | null;
  readonly redo: (() => void) | null;
}

/** `later`, where there is one, is a change of `first` that can be undone. */
export function useHistory<T>(first: T, later: T | null = null): Edited<T> {
  const [history, setHistory] = useState(() =>
    later === null ? begin(first) : change(begin(first), later, -Infinity)
  );
  const set = useCallback(
    (next: T) => setHistory((current) => change(current, next, Date.now())),
    [],
  );
  return {
    value: history.present,
    set,
    undo: history.past.length > 0 ? () => setHistory(undo) : null,
    redo: history.future.length > 0 ? () => setHistory(redo) : null,
  };
}
