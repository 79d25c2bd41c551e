import { useCallback, useEffect, useRef, useState } from 'react';
import { events } from '@/api/explorer.ts';
import { followEvents, type LiveState } from '@/api/live.ts';
import { followRefusals, refusals } from '@/api/refusals.ts';
import {
  type Arrival,
  fillIn,
  type LiveList,
  nothingYet,
  receive,
  refusedOf,
  resume,
  takenOf,
} from './liveList.ts';
import { beat, noPulse, type Pulse } from './pulse.ts';

/** Drawn this often at most, however fast events come. */
const drawnEvery = 200;
/** What came before the page was opened, so that it does not begin empty. */
const before = 50;
/** Between two drawings no more waits than a list could show. */
const mostWaiting = 2000;

export interface Live {
  readonly list: LiveList;
  readonly pulse: Pulse;
  readonly state: LiveState | 'again';
  /** The list of what came before has been answered. */
  readonly looked: boolean;
  readonly paused: boolean;
  readonly setPaused: (paused: boolean) => void;
}

const nothingHeard = (): Pick<Live, 'list' | 'pulse'> => ({
  list: nothingYet,
  pulse: noPulse(Date.now()),
});

interface Which {
  readonly event: string | null;
  readonly person: string | null;
}

/** What a project is sent, as it comes: taken or refused. */
export function useLive(project: string, { event, person }: Which): Live {
  const [{ list, pulse }, change] = useState(nothingHeard);
  const [state, setState] = useState<Live['state']>('connecting');
  const [looked, setLooked] = useState(false);
  const [paused, setPausedTo] = useState(false);
  const isPaused = useRef(false);
  useEffect(() => {
    change(nothingHeard);
    setState('connecting');
    setLooked(false);
    return listen(project, { event, person }, {
      onArrivals: (arrived) =>
        change((now) => {
          const list = receive(now.list, arrived, isPaused.current);
          const [taken, refused] = [list.taken - now.list.taken, list.refused - now.list.refused];
          return { list, pulse: beat(now.pulse, Date.now(), taken, refused) };
        }),
      onEarlier: (earlier) => {
        change((now) => ({ ...now, list: fillIn(now.list, earlier) }));
        setLooked(true);
      },
      onSecond: () => change((now) => ({ ...now, pulse: beat(now.pulse, Date.now(), 0, 0) })),
      onDropped: (count) =>
        change((now) => ({ ...now, list: { ...now.list, dropped: now.list.dropped + count } })),
      onState: setState,
    });
  }, [project, event, person]);
  const setPaused = useCallback((next: boolean) => {
    isPaused.current = next;
    setPausedTo(next);
    if (!next) change((now) => ({ ...now, list: resume(now.list) }));
  }, []);
  return { list, pulse, state, looked, paused, setPaused };
}

interface Hearer {
  readonly onArrivals: (arrived: readonly Arrival[]) => void;
  readonly onEarlier: (earlier: readonly Arrival[]) => void;
  readonly onSecond: () => void;
  readonly onDropped: (count: number) => void;
  readonly onState: (state: Live['state']) => void;
}

function listen(project: string, { event, person }: Which, hearer: Hearer): () => void {
  const abort = new AbortController();
  const concerns = (type: string | null, of: string | null): boolean =>
    (event === null || event === type) && (person === null || person === of);
  let waiting: Arrival[] = [];
  let wasOpen = false;
  const add = (arrival: Arrival): void => {
    if (waiting.length >= mostWaiting) {
      waiting.shift();
      hearer.onDropped(1);
    }
    waiting.push(arrival);
  };
  // Nobody looks at a hidden page, and its timers hardly run: it draws once it is looked at again.
  const draw = (): void => {
    if (waiting.length === 0) return;
    const arrived = waiting;
    waiting = [];
    hearer.onArrivals(arrived);
  };
  const lookBack = (): void => {
    const which = { event, user_id: person, limit: String(before) };
    Promise.all([
      events(project, which, null, abort.signal),
      refusals(project, before, abort.signal),
    ]).then(([{ items }, refused]) => {
      draw();
      hearer.onEarlier([
        ...items.map(takenOf),
        ...refused.filter((it) => concerns(it.event_type, null)).map(refusedOf),
      ]);
    }, () => abort.signal.aborted || hearer.onEarlier([]));
  };
  const onState = (state: LiveState): void => {
    hearer.onState(state === 'connecting' && wasOpen ? 'again' : state);
    if (state === 'connecting') return;
    wasOpen ||= state === 'open';
    lookBack();
  };
  const ends = [
    followEvents(project, event, {
      onEvent: (it) => concerns(it.event_type, it.user_id) && add(takenOf(it)),
      onState,
      onDropped: hearer.onDropped,
    }),
    // Of a person's refusals nothing is known: what is refused may have no person.
    person === null
      ? followRefusals(
        project,
        (it) => concerns(it.event_type, null) && add(refusedOf(it)),
        () => {},
      )
      : () => {},
  ];
  const timers = [setInterval(draw, drawnEvery), setInterval(hearer.onSecond, 1000)];
  return () => {
    abort.abort();
    timers.forEach(clearInterval);
    ends.forEach((end) => end());
  };
}
