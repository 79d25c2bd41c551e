import { useEffect, useState } from 'react';
import { events, type StoredEvent } from '@/api/explorer.ts';
import { followEvents, type LiveState } from '@/api/live.ts';
import { followRefusals, type Refusal, refusals } from '@/api/refusals.ts';
import { type Arrivals, compareWith, nothingArrived, refuse, take } from './arrivals.ts';

/** Drawn this often at most, however fast requests come. */
const beat = 150;
/** Enough for the order of stages, and one answer of the server. */
const looksBack = 500;

export interface Check {
  readonly arrivals: Arrivals;
  readonly state: LiveState;
}

/** Everything that reaches a project while the page is open, taken or refused. */
export function useArrivals(project: string): Check {
  const [arrivals, setArrivals] = useState(nothingArrived);
  const [state, setState] = useState<LiveState>('connecting');
  useEffect(() => {
    setArrivals(nothingArrived);
    return listen(project, (change) => setArrivals(change), setState);
  }, [project]);
  return { arrivals, state };
}

function listen(
  project: string,
  change: (change: (now: Arrivals) => Arrivals) => void,
  tell: (state: LiveState) => void,
): () => void {
  const abort = new AbortController();
  const states: Record<'events' | 'refusals', LiveState> = {
    events: 'connecting',
    refusals: 'connecting',
  };
  let waiting: StoredEvent[] = [];
  let refused: Refusal[] = [];
  const draw = (): void => {
    if (waiting.length === 0 && refused.length === 0) return;
    const [taken, notTaken, at] = [waiting, refused, Date.now()];
    waiting = [];
    refused = [];
    change((now) => notTaken.reduce((it, one) => refuse(it, one, at), take(now, taken, at)));
  };
  const compare = (): void => {
    Promise.all([
      events(project, { limit: String(looksBack) }, null, abort.signal),
      refusals(project, looksBack, abort.signal),
    ]).then(([{ items }, notTaken]) => {
      draw();
      change((now) => compareWith(now, items, notTaken, Date.now()));
    }, () => {
      // Without the lists the streams still tell what comes; only what came before stays unknown.
    });
  };
  const onState = (which: 'events' | 'refusals') => (state: LiveState): void => {
    const before = together(states);
    states[which] = state;
    const now = together(states);
    if (now === before) return;
    tell(now);
    if (now === 'open') compare();
  };
  const ends = [
    followEvents(project, null, {
      onEvent: (event) => waiting.push(event),
      onState: onState('events'),
      onDropped: (count) => change((now) => ({ ...now, dropped: now.dropped + count })),
    }),
    followRefusals(project, (refusal) => refused.push(refusal), onState('refusals')),
  ];
  const timer = setInterval(draw, beat);
  return () => {
    abort.abort();
    clearInterval(timer);
    ends.forEach((end) => end());
  };
}

/** One that does not hear is as good as none. */
const together = (states: Readonly<Record<string, LiveState>>): LiveState =>
  (['lost', 'connecting'] as const).find((state) => Object.values(states).includes(state)) ??
    'open';
