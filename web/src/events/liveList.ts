import type { StoredEvent } from '@/api/explorer.ts';
import type { Refusal } from '@/api/refusals.ts';

/** Something that arrived: an event that was taken, or what was not taken and why. */
export type Arrival =
  | {
    readonly kind: 'taken';
    readonly id: string;
    readonly at: string;
    readonly event: StoredEvent;
  }
  | {
    readonly kind: 'refused';
    readonly id: string;
    readonly at: string;
    readonly refusal: Refusal;
  };

export const takenOf = (event: StoredEvent): Arrival => ({
  kind: 'taken',
  id: event.id || `${event.timestamp} ${event.user_id}`,
  at: event.timestamp,
  event,
});

export const refusedOf = (refusal: Refusal): Arrival => ({
  kind: 'refused',
  id: `refused ${refusal.id}`,
  at: refusal.last_at,
  refusal,
});

/** The newest arrivals, the newest first; what is older than the list holds goes. */
export interface LiveList {
  readonly shown: readonly Arrival[];
  /** While somebody reads, what comes waits here. */
  readonly held: readonly Arrival[];
  /** All that came since the page was opened, also those no longer held. */
  readonly taken: number;
  readonly refused: number;
  /** What the server could not send, because too much came at once. */
  readonly dropped: number;
}

export const mostHeld = 500;
export const nothingYet: LiveList = { shown: [], held: [], taken: 0, refused: 0, dropped: 0 };

export function receive(
  list: LiveList,
  arrived: readonly Arrival[],
  paused: boolean,
): LiveList {
  if (arrived.length === 0) return list;
  // A refusal that happens again comes again, with a larger count: it stays where it is.
  const known = new Set([...list.shown, ...list.held].map(({ id }) => id));
  const again = new Map(arrived.filter(({ id }) => known.has(id)).map((it) => [it.id, it]));
  const renewed = (old: readonly Arrival[]): readonly Arrival[] =>
    again.size === 0 ? old : old.map((it) => ({ ...again.get(it.id) ?? it, at: it.at }));
  const newest = lastOfEach(arrived).filter(({ id }) => !known.has(id)).reverse();
  const taken = newest.filter(({ kind }) => kind === 'taken').length;
  const next = {
    ...list,
    taken: list.taken + taken,
    refused: list.refused + moreRefused([...list.shown, ...list.held], arrived),
  };
  const [shown, held] = [renewed(list.shown), renewed(list.held)];
  return paused
    ? { ...next, shown, held: [...newest, ...held].slice(0, mostHeld) }
    : { ...next, held, shown: [...newest, ...shown].slice(0, mostHeld) };
}

/** How often one had happened before it was first heard of is not known: it counts once. */
function moreRefused(before: readonly Arrival[], arrived: readonly Arrival[]): number {
  const counts = new Map(before.map((it) => [it.id, timesOf(it)]));
  let more = 0;
  for (const it of arrived) {
    if (it.kind === 'refused') more += timesOf(it) - (counts.get(it.id) ?? timesOf(it) - 1);
    counts.set(it.id, timesOf(it));
  }
  return more;
}

const timesOf = (arrival: Arrival): number =>
  arrival.kind === 'refused' ? arrival.refusal.count : 0;

const lastOfEach = (arrived: readonly Arrival[]): readonly Arrival[] => [
  ...new Map(arrived.map((it) => [it.id, it])).values(),
];

export const resume = (list: LiveList): LiveList => ({
  ...list,
  shown: [...list.held, ...list.shown].slice(0, mostHeld),
  held: [],
});

/** What was there before the page listened, or came while it could not: no arrival of now. */
export function fillIn(list: LiveList, earlier: readonly Arrival[]): LiveList {
  const known = new Set([...list.shown, ...list.held].map(({ id }) => id));
  const missed = earlier.filter(({ id }) => !known.has(id));
  if (missed.length === 0) return list;
  const shown = [...list.shown, ...missed].sort((a, b) => Date.parse(b.at) - Date.parse(a.at));
  return { ...list, shown: shown.slice(0, mostHeld) };
}
