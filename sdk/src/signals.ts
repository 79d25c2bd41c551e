import type { Signals } from './iafa.d.ts';

const MOST_REMEMBERED = 100;

type Listener = (...values: unknown[]) => void;

/** Tells listeners what happens; what they throw stays with them. */
export function makeSignals() {
  const listeners: [keyof Signals, Listener][] = [];
  const past: [keyof Signals, unknown[]][] = [];

  const tell = (listener: Listener, values: unknown[]) => {
    try {
      listener(...values);
    } catch { /* The page's own fault, and not ours to report. */ }
  };

  return {
    /** Hears what happened lately too: a panel is opened when there is something to look at. */
    on(name: keyof Signals, listener: Listener) {
      listeners.push([name, listener]);
      past.forEach(([happened, values]) => happened === name && tell(listener, values));
    },
    /** False, so that what fails can end with it. */
    emit(name: keyof Signals, ...values: unknown[]): false {
      past.push([name, values]);
      if (past.length > MOST_REMEMBERED) past.shift();
      listeners.forEach(([heard, listener]) => heard === name && tell(listener, values));
      return false;
    },
  };
}

export type Emit = ReturnType<typeof makeSignals>['emit'];
