import { instant, SECOND } from './clock.ts';
import type { WireEvent } from './iafa.d.ts';
import type { Store } from './store.ts';

/** What a request may take to arrive, as long as nothing else is known of it. */
const UNKNOWN = SECOND;

interface Sent {
  /** The name of the last event that was ever put into a request. */
  mark: string;
  /** The greatest time among these. */
  time: number;
  /** Later events must be after this. */
  floor: number;
}

export interface Waiting {
  /** Begins so that names sort in the order in which events were made. */
  name: string;
  event: WireEvent;
}

/**
 * Keeps the order of events that travel in different requests.
 *
 * The server moves each request's times by received − sent_at: the clock's error, which is always
 * the same, plus the way, which is not. An event made 1 ms after another but in a request that was
 * 100 ms faster would land before it. So an event that was never sent is moved to after the last
 * one sent plus the longest that one can have travelled. Once sent, a time is final: whichever
 * attempt arrives first is the one that counts.
 */
export function makeOrder(store: Store, timeOf: (name: string) => number) {
  const read = () => store.read<Sent>('sent');

  /** Settles the times of a batch; call what it returns when the outcome is known. */
  return (batch: Waiting[]): () => void => {
    const began = performance.now();
    let { mark = '', time = 0, floor = 0 } = read();
    for (const { name, event } of batch) {
      if (name <= mark) continue;
      mark = name;
      const made = timeOf(name);
      // A time that the page gave is not ours to move; an identification has none.
      if (event.timestamp !== instant(made)) continue;
      time = floor = Math.max(made, floor + 1);
      if (time > made) {
        event.timestamp = instant(time);
        store.write(name, event);
      }
    }
    const save = (travelled: number) =>
      store.write('sent', { mark, time, floor: Math.max(floor, time + travelled) });
    save(UNKNOWN);
    return () => {
      // Where another request went out meanwhile, its own way is not known yet.
      if (read().mark === mark) save(Math.ceil((performance.now() - began) * 1000));
    };
  };
}
