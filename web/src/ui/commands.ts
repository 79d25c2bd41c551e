import { useEffect, useRef } from 'react';
import type { CommandId } from './commandList.ts';
import type { AnyIconName } from './rareIcons.tsx';
import { createStore, useStore } from './store.ts';

/** What can be done without a key: found by searching only. */
export interface Action {
  readonly name: string;
  readonly icon: AnyIconName;
  /** Other words that one might search for. */
  readonly also?: string;
  /** It leads to a place, and does nothing else. */
  readonly place?: boolean;
  readonly run: () => void;
}

export interface Doable {
  readonly keyed: Readonly<Partial<Record<CommandId, () => void>>>;
  readonly actions?: readonly Action[];
}

const present = new Set<{ readonly current: Doable }>();

/** What the calling part of the page can do, for as long as it is there. */
export function useCommands(doable: Doable): void {
  const latest = useRef(doable);
  latest.current = doable;
  useEffect(() => {
    present.add(latest);
    return () => {
      present.delete(latest);
    };
  }, []);
}

/** The work of a command; what came onto the page last goes before what stands around it. */
export const workOf = (id: CommandId): (() => void) | null =>
  [...present].reverse().map(({ current }) => current.keyed[id]).find(Boolean) ?? null;

/** What is no command of `commandList` and can be done here and now. */
export const actionsNow = (): readonly Action[] =>
  [...present].reverse().flatMap(({ current }) => current.actions ?? []);

/** How a command's key is told beside its name; nothing until the keys are there and switched on. */
export const keyHints = createStore<(id: CommandId) => string>(() => '');
export const useKeyHint = (id: CommandId): string => useStore(keyHints)(id);

/** What lies over the page by a command: the palette or the list of keys. */
export const overlay = createStore<'search' | 'help' | null>(null);
