import { Problem, problemFrom } from './problem.ts';
import type { Schema } from './schema.ts';

const timeoutMilliseconds = 30_000;
const base = '/api/v1';

export interface Ask {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly body?: unknown;
  readonly signal?: AbortSignal;
  /** The version that is changed: 412 where it is no longer the newest. */
  readonly ifMatch?: string;
  /** Signing in and out answer 401 for their own reasons; refreshing would hide them. */
  readonly refreshOn401?: boolean;
  /** For what takes the server longer than any other question. */
  readonly timeout?: number;
}

/** Asks the API and returns the checked answer, or throws a `Problem`. */
export async function request<T>(path: string, schema: Schema<T>, ask: Ask = {}): Promise<T> {
  return await read(await send(path, ask), schema);
}

/** An answer, and the version of what it is about, for `ifMatch`. */
export interface Versioned<T> {
  readonly value: T;
  readonly version: string;
}

export async function requestVersion<T>(
  path: string,
  schema: Schema<T>,
  ask: Ask = {},
): Promise<Versioned<T>> {
  const response = await send(path, ask);
  return { value: await read(response, schema), version: response.headers.get('ETag') ?? '*' };
}

async function read<T>(response: Response, schema: Schema<T>): Promise<T> {
  const answer: unknown = await response.json().catch(() => undefined);
  const parsed = schema.parse(answer);
  if (parsed.ok) return parsed.value;
  const fault = parsed.faults[0];
  throw new Problem(
    'misunderstood',
    `The answer was not understood (${fault?.path || 'body'} ${fault?.message ?? ''}).`,
    response.status,
  );
}

/** For answers without a body (204). */
export async function command(path: string, ask: Ask): Promise<void> {
  await send(path, ask);
}

async function send(path: string, ask: Ask): Promise<Response> {
  const first = await attempt(path, ask);
  const mayRefresh = ask.refreshOn401 ?? true;
  const final = first.status === 401 && mayRefresh && await refreshSession()
    ? await attempt(path, ask)
    : first;
  if (final.status === 401 && mayRefresh) signedOut.forEach((tell) => tell());
  if (!final.ok) throw await problemFrom(final);
  return final;
}

async function attempt(path: string, ask: Ask): Promise<Response> {
  const method = ask.method ?? 'GET';
  const headers = new Headers({ Accept: 'application/json' });
  if (method !== 'GET') headers.set('X-CSRF', '1');
  if (ask.body !== undefined) headers.set('Content-Type', 'application/json');
  if (ask.ifMatch !== undefined) headers.set('If-Match', ask.ifMatch);
  const timeout = new AbortController();
  const timer = setTimeout(() => timeout.abort(), ask.timeout ?? timeoutMilliseconds);
  const giveUp = (): void => timeout.abort();
  ask.signal?.addEventListener('abort', giveUp);
  try {
    return await fetch(base + path, {
      method,
      headers,
      credentials: 'same-origin',
      signal: timeout.signal,
      ...(ask.body === undefined ? {} : { body: JSON.stringify(ask.body) }),
    });
  } catch (error) {
    if (ask.signal?.aborted) throw error;
    throw new Problem(
      'unreachable',
      timeout.signal.aborted
        ? 'The server took too long to answer.'
        : 'The server cannot be reached.',
    );
  } finally {
    clearTimeout(timer);
    ask.signal?.removeEventListener('abort', giveUp);
  }
}

const signedOut = new Set<() => void>();

/** Called when the session has ended and could not be refreshed. */
export function onSignedOut(tell: () => void): () => void {
  signedOut.add(tell);
  return () => {
    signedOut.delete(tell);
  };
}

let refreshing: Promise<boolean> | null = null;

/** One refresh for all requests that met a 401 together: the token rotates, a second would lose. */
function refreshSession(): Promise<boolean> {
  refreshing ??= attempt('/auth/refresh', { method: 'POST', body: {} })
    .then((response) => response.ok, () => false)
    .finally(() => {
      refreshing = null;
    });
  return refreshing;
}
