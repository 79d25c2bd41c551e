import type { StoredEvent } from '@/api/explorer.ts';
import type { Refusal } from '@/api/refusals.ts';

/** One thing that came while the page was open, and when this browser saw it. */
export type Arrival =
  | {
    readonly kind: 'taken';
    readonly id: string;
    readonly at: number;
    readonly event: StoredEvent;
  }
  | {
    readonly kind: 'refused';
    readonly id: string;
    readonly at: number;
    readonly refusal: Refusal;
  };

/**
 * What is known of a project's requests. Only what came after the page was opened proves that
 * sending works; what was there before is known apart, and told apart.
 */
export interface Arrivals {
  /** The newest first. */
  readonly list: readonly Arrival[];
  readonly taken: number;
  readonly refused: number;
  /** The events of before, the newest first; null until the server has said what there is. */
  readonly earlier: readonly StoredEvent[] | null;
  /** The refusals of before, with their counts. */
  readonly before: ReadonlyMap<string, number>;
  /** How many events came so fast that the server did not send them all. */
  readonly dropped: number;
}

export const mostKept = 500;

export const nothingArrived: Arrivals = {
  list: [],
  taken: 0,
  refused: 0,
  earlier: null,
  before: new Map(),
  dropped: 0,
};

export function take(now: Arrivals, events: readonly StoredEvent[], at: number): Arrivals {
  const known = new Set(now.list.map(({ id }) => id));
  const fresh = events.filter(({ id }) => !known.has(id));
  if (fresh.length === 0) return now;
  const arrived = fresh.map((event): Arrival => ({ kind: 'taken', id: event.id, at, event }));
  return {
    ...now,
    list: [...arrived.reverse(), ...now.list].slice(0, mostKept),
    taken: now.taken + fresh.length,
  };
}

/** A refusal that was there already comes again when its count grows: it moves to the front. */
export function refuse(now: Arrivals, refusal: Refusal, at: number): Arrivals {
  const old = now.list.find((it) => it.kind === 'refused' && it.id === refusal.id);
  const counted = old?.kind === 'refused'
    ? old.refusal.count - (now.before.get(refusal.id) ?? 0)
    : 0;
  const more = refusal.count - (now.before.get(refusal.id) ?? 0) - counted;
  if (more <= 0) return now;
  const arrival: Arrival = { kind: 'refused', id: refusal.id, at, refusal };
  return {
    ...now,
    list: [arrival, ...now.list.filter((it) => it !== old)].slice(0, mostKept),
    refused: now.refused + more,
  };
}

/**
 * What the lists say once the streams are open. The first time it is what was there before; later
 * it is also what came while a stream was interrupted.
 */
export function compareWith(
  now: Arrivals,
  events: readonly StoredEvent[],
  refusals: readonly Refusal[],
  at: number,
): Arrivals {
  if (now.earlier === null) {
    const live = new Set(now.list.map(({ id }) => id));
    return {
      ...now,
      earlier: events.filter(({ id }) => !live.has(id)),
      before: new Map(
        refusals.filter(({ id }) => !live.has(id)).map(({ id, count }) => [id, count]),
      ),
    };
  }
  const old = new Set(now.earlier.map(({ id }) => id));
  // Lists are the newest first, arrivals the oldest first.
  const missed = events.filter(({ id }) => !old.has(id)).toReversed();
  return refusals.toReversed().reduce(
    (arrivals, refusal) => refuse(arrivals, refusal, at),
    take(now, missed, at),
  );
}

/** Every event that is known, the oldest first. */
export const eventsKnown = ({ list, earlier }: Arrivals): readonly StoredEvent[] =>
  [...list.flatMap((it) => it.kind === 'taken' ? [it.event] : []), ...earlier ?? []]
    .toReversed()
    .toSorted((one, other) => Date.parse(one.timestamp) - Date.parse(other.timestamp));
