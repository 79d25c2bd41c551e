import { Problem } from './problem.ts';

/** What is known of one question to the API. A new object for every change. */
export interface Known {
  readonly data: unknown;
  readonly problem: Problem | null;
  readonly loading: boolean;
}

export type Question = (signal: AbortSignal) => Promise<unknown>;

interface Entry {
  known: Known;
  readonly listeners: Set<() => void>;
  question: Question | null;
  abort: AbortController | null;
  answeredAt: number;
}

const nothing: Known = { data: null, problem: null, loading: false };
/** Parts of a page that appear together share an answer; later ones ask again. */
const freshMilliseconds = 1000;
const keptAtMost = 200;
const entries = new Map<string, Entry>();

export const known = (key: string | null): Known =>
  key === null ? nothing : entries.get(key)?.known ?? nothing;

/** Follows a question; when the last follower goes, a request under way is aborted. */
export function follow(key: string, listener: () => void): () => void {
  const entry = entryFor(key);
  entry.listeners.add(listener);
  return () => {
    entry.listeners.delete(listener);
    // One page may hand a question over to the next; only what nobody picks up is aborted.
    setTimeout(() => {
      if (entry.listeners.size > 0 || entry.abort === null) return;
      entry.abort.abort();
      entry.abort = null;
      entry.known = { ...entry.known, loading: false };
    });
  };
}

/** Asks unless the same question is under way or was answered just now. */
export function ask(key: string, question: Question, how: 'if-needed' | 'again'): void {
  const entry = entryFor(key);
  entry.question = question;
  const fresh = Date.now() - entry.answeredAt < freshMilliseconds && entry.known.problem === null;
  if (entry.abort !== null || (how === 'if-needed' && fresh)) return;
  const abort = new AbortController();
  entry.abort = abort;
  change(entry, { ...entry.known, loading: true });
  const settle = (next: Known): void => {
    if (abort.signal.aborted) return;
    entry.abort = null;
    entry.answeredAt = Date.now();
    change(entry, next);
  };
  question(abort.signal).then(
    (data) => settle({ data, problem: null, loading: false }),
    (error: unknown) =>
      settle({ data: entry.known.data, problem: asProblem(error), loading: false }),
  );
}

/** What a write answered is what the question would be answered now. */
export function learn(key: string, data: unknown): void {
  const entry = entryFor(key);
  entry.abort?.abort();
  entry.abort = null;
  entry.answeredAt = Date.now();
  change(entry, { data, problem: null, loading: false });
}

/** After a write: questions on show are asked again, others forgotten. */
export function refresh(concerns: (key: string) => boolean): void {
  for (const [key, entry] of [...entries]) {
    if (!concerns(key)) continue;
    if (entry.listeners.size > 0 && entry.question) ask(key, entry.question, 'again');
    else entries.delete(key);
  }
}

/** Puts right what is known of a question, before it is asked again. */
export function amend<T>(key: string, change: (data: T) => T): void {
  const entry = entries.get(key);
  if (!entry || entry.known.data === null) return;
  entry.known = { ...entry.known, data: change(entry.known.data as T) };
  entry.listeners.forEach((listener) => listener());
}

/** Forgets everything, as signing out must. */
export function forgetAnswers(): void {
  for (const [key, entry] of [...entries]) {
    entry.abort?.abort();
    entry.abort = null;
    entry.answeredAt = 0;
    change(entry, nothing);
    if (entry.listeners.size === 0) entries.delete(key);
  }
}

function entryFor(key: string): Entry {
  const found = entries.get(key);
  if (found) return found;
  const entry: Entry = {
    known: nothing,
    listeners: new Set(),
    question: null,
    abort: null,
    answeredAt: 0,
  };
  entries.set(key, entry);
  for (const [oldKey, old] of entries) {
    if (entries.size <= keptAtMost) break;
    if (old.listeners.size === 0 && oldKey !== key) entries.delete(oldKey);
  }
  return entry;
}

function change(entry: Entry, next: Known): void {
  entry.known = next;
  entry.listeners.forEach((listener) => listener());
}

const asProblem = (error: unknown): Problem =>
  error instanceof Problem
    ? error
    : new Problem('misunderstood', error instanceof Error ? error.message : String(error));
