import type { StoredEvent } from '@/api/explorer.ts';

/** The newest events of a stream, the newest first; what is older than the list holds goes. */
export interface LiveList {
  readonly events: readonly StoredEvent[];
  /** All that came since the page was opened, also those no longer held. */
  readonly received: number;
  /** What the server could not send, because too much came at once. */
  readonly dropped: number;
  /** While somebody reads, what comes waits here. */
  readonly held: readonly StoredEvent[];
}

export const mostHeld = 500;
export const nothingYet: LiveList = { events: [], received: 0, dropped: 0, held: [] };

export function receive(
  list: LiveList,
  arrived: readonly StoredEvent[],
  paused: boolean,
): LiveList {
  if (arrived.length === 0) return list;
  const newest = [...arrived].reverse();
  const received = list.received + arrived.length;
  return paused
    ? { ...list, received, held: [...newest, ...list.held].slice(0, mostHeld) }
    : { ...list, received, events: [...newest, ...list.events].slice(0, mostHeld) };
}

export const resume = (list: LiveList): LiveList => ({
  ...list,
  events: [...list.held, ...list.events].slice(0, mostHeld),
  held: [],
});
