import { useCallback, useEffect, useRef, useState } from 'react';
import type { StoredEvent } from '@/api/explorer.ts';
import { followEvents, type LiveState } from '@/api/live.ts';
import { type LiveList, nothingYet, receive, resume } from './liveList.ts';

/** Drawn this often at most, however fast events come. */
const beat = 200;

interface Live {
  readonly list: LiveList;
  readonly state: LiveState;
  readonly paused: boolean;
  readonly setPaused: (paused: boolean) => void;
}

/** The project's events as they come. */
export function useLive(project: string, event: string | null): Live {
  const [list, setList] = useState(nothingYet);
  const [state, setState] = useState<LiveState>('connecting');
  const [paused, setPausedTo] = useState(false);
  const isPaused = useRef(false);
  useEffect(() => {
    setList(nothingYet);
    setState('connecting');
    let waiting: StoredEvent[] = [];
    const timer = setInterval(() => {
      if (waiting.length === 0) return;
      const arrived = waiting;
      waiting = [];
      setList((now) => receive(now, arrived, isPaused.current));
    }, beat);
    const end = followEvents(project, event, {
      onEvent: (event) => waiting.push(event),
      onState: setState,
      onDropped: (count) => setList((now) => ({ ...now, dropped: now.dropped + count })),
    });
    return () => {
      clearInterval(timer);
      end();
    };
  }, [project, event]);
  const setPaused = useCallback((next: boolean) => {
    isPaused.current = next;
    setPausedTo(next);
    if (!next) setList(resume);
  }, []);
  return { list, state, paused, setPaused };
}
