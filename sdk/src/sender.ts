import type { Options, WireEvent } from './iafa.d.ts';
import { makeOrder, type Waiting } from './order.ts';
import type { Emit } from './signals.ts';
import type { Store } from './store.ts';

/** Names of events that wait begin so; then comes the time, which has 16 digits until 2286. */
const QUEUE = 'e.';
const MOST_WAITING = 1000;
/** With `keepalive` and beacons a page has 64 KiB under way, other scripts' requests included. */
const REQUEST_BYTES = 30_000;
const EVENT_BYTES = 60_000;
const SOON_MS = 2000;
const ENOUGH = 10;
const GIVE_UP_MS = 20_000;
const LONGEST_PAUSE_MS = 60_000;

interface Answer {
  status?: string | number;
  rejected?: { index: number; errors: unknown }[];
}

const size = (event: WireEvent) => new TextEncoder().encode(JSON.stringify(event)).length;

/** The way from the queue to the server, in order, one request at a time. */
export function makeSender(
  store: Store,
  options: Options,
  emit: Emit,
  sentAt: () => string,
  isAllowed: () => boolean,
) {
  const url = options.api + '/track/batch';
  const settle = makeOrder(store, (name) => parseInt(name.slice(QUEUE.length)));
  /** Of this page, and not yet given to the browser for good. */
  const atRisk = new Set<string>();
  let isStopped = false;
  let failures = 0;
  let pausedUntil = 0;
  let most = MOST_WAITING;
  let timer = 0;
  let isFirst = true;
  let sending = Promise.resolve(true);

  const forget = (name: string) => {
    store.remove(name);
    atRisk.delete(name);
  };
  /** The browser has them now, and keeps at it when the page is gone. */
  const entrust = (batch: Waiting[]) => batch.forEach(({ name }) => atRisk.delete(name));
  const drop = (name: string, event: WireEvent, reason: unknown) => {
    forget(name);
    emit('dropped', event, reason);
  };

  /** As many of these as one request may hold, oldest first. */
  const take = (names: string[]): Waiting[] => {
    const batch: Waiting[] = [];
    let bytes = 0;
    for (const [place, name] of names.entries()) {
      const event = store.read(name) as WireEvent;
      // Another tab has sent it in this moment, or another script has spoilt it.
      if (!event.id) forget(name);
      else if (names.length - place > MOST_WAITING) drop(name, event, 'too many');
      else {
        bytes += size(event);
        if (batch.length && bytes > REQUEST_BYTES || batch.push({ name, event }) >= most) break;
      }
    }
    return batch;
  };

  const seal = (batch: Waiting[]) =>
    JSON.stringify({
      api_key: options.key,
      sent_at: sentAt(),
      events: batch.map(({ event }) => event),
    });

  const later = (milliseconds: number) => {
    timer ||= setTimeout(() => {
      timer = 0;
      flush();
    }, milliseconds);
  };

  const pause = (retryAfter: string) => {
    const now = Date.now();
    const asked = Number(retryAfter) * 1000 || Date.parse(retryAfter) - now;
    if (asked > 0) store.write('pause', { until: now + asked });
    const backoff = Math.min(LONGEST_PAUSE_MS, 1000 * 2 ** failures++);
    pausedUntil = now + backoff * (0.5 + Math.random());
  };
  /** The server's own wish, which outlives the page. */
  const askedUntil = () => store.read<{ until: number }>('pause').until || 0;

  const post = async (batch: Waiting[]): Promise<void> => {
    const isKnown = settle(batch);
    entrust(batch);
    let status = 0;
    let retryAfter = '';
    let answer: Answer = {};
    try {
      // A text body with the key inside is a simple request: no preflight, so that it can still
      // leave when the page is being left.
      const response = await fetch(url, {
        method: 'POST',
        body: seal(batch),
        keepalive: true,
        credentials: 'omit',
        // Missing in browsers of before 2022, which then wait as long as they like.
        signal: AbortSignal.timeout?.(GIVE_UP_MS),
      });
      status = response.status;
      retryAfter = response.headers.get('Retry-After') || '';
      answer = Object(await response.json());
    } catch (error) {
      emit('error', error);
    }
    isKnown();
    conclude(batch, status, retryAfter, answer);
  };

  const conclude = (
    batch: Waiting[],
    status: number,
    retryAfter: string,
    answer: Answer,
  ): void => {
    const { rejected } = answer;
    // The word, because a hotel's sign-in page answers 200 to everything.
    if (answer.status === 'ok' || status === 422 && rejected) {
      failures = 0;
      most = MOST_WAITING;
      batch.forEach(({ name, event }, place) => {
        const refusal = rejected?.find(({ index }) => index === place);
        if (refusal) return drop(name, event, refusal.errors);
        forget(name);
        emit('sent', event);
      });
    } else if ([400, 413, 422].includes(status)) {
      // Too much, or one that spoils the rest: smaller and smaller, until it stands alone.
      if (batch.length > 1) most = batch.length >> 1;
      else batch.forEach(({ name, event }) => drop(name, event, answer));
    } else if (status > 400 && status < 500 && ![408, 425, 429].includes(status)) {
      // Wrong key or origin: asking again is no use, but it may be mended before the next page.
      isStopped = true;
      emit('error', answer);
    } else {
      batch.forEach(({ name }) => atRisk.add(name));
      pause(retryAfter);
    }
  };

  const drain = async (): Promise<boolean> => {
    // What comes while this is under way may wait for company.
    const last = store.names(QUEUE).pop() as string;
    for (;;) {
      const names = store.names(QUEUE);
      // Also when there is none.
      if (!(names[0]! <= last)) return true;
      const wait = Math.max(pausedUntil, askedUntil()) - Date.now();
      if (wait > 0) later(wait);
      const batch = take(names);
      if (wait > 0 || isStopped || !isAllowed() || !batch.length) return false;
      await post(batch);
    }
  };

  /**
   * One tab sends for all. Without locks (no TLS) each does, and even with them a tab may see for a
   * moment what another has just sent: the same ids count once anyway.
   */
  const alone = async (): Promise<boolean> => {
    try {
      return await navigator.locks.request(`iafa.${options.key}`, drain);
    } catch {
      return drain();
    }
  };

  /** Sends what waits now; a sending that is under way may have looked already. */
  const flush = () => sending = sending.then(alone).catch((error) => emit('error', error));

  return {
    flush,
    add(time: number, event: WireEvent) {
      const name = `${QUEUE}${time}.${event.id}`;
      if (size(event) > EVENT_BYTES) return drop(name, event, 'too large');
      store.write(name, event);
      atRisk.add(name);
      emit('queued', event);
      if (isFirst || atRisk.size === ENOUGH) flush();
      isFirst = false;
      later(SOON_MS);
    },
    waits: () => store.names(QUEUE).length,
    /** The page may be gone in a moment: what is still in our hands goes to the browser's. */
    leave() {
      if (isStopped || !isAllowed() || askedUntil() > Date.now()) return;
      while (atRisk.size) {
        const batch = take([...atRisk].sort());
        settle(batch);
        if (!batch.length || !navigator.sendBeacon(url, seal(batch))) return;
        entrust(batch);
      }
    },
    /** The network or the page is back. */
    wake() {
      pausedUntil = 0;
      flush();
    },
  };
}
