import type { AnyIconName } from './rareIcons.tsx';

/**
 * Everything that has a key of its own, in one place, so that no two share one. The page that can do
 * it says so with `useCommands`; the help sheet lists all of them, the palette those that can be done.
 *
 * Keys: one character, two in a row (`g f`), or `mod+k` (Ctrl, on a Mac Command). D, W, T and X are
 * those of other analytics pages; none is one that a browser or a screen reader keeps for itself.
 */
export const commandList = {
  search: { name: 'Search', group: 'Anywhere', keys: ['mod+k', '/'], icon: 'search' },
  help: { name: 'Keyboard shortcuts', group: 'Anywhere', keys: ['?'], icon: 'keyboard' },
  newFunnel: { name: 'New funnel', group: 'Anywhere', keys: ['n'], icon: 'plus' },
  funnels: { name: 'Funnels', group: 'Go to', keys: ['g f'], icon: 'funnel' },
  live: { name: 'Live events', group: 'Go to', keys: ['g l'], icon: 'pulse' },
  events: { name: 'Event types', group: 'Go to', keys: ['g e'], icon: 'list' },
  install: { name: 'Install', group: 'Go to', keys: ['g i'], icon: 'code' },
  settings: { name: 'Settings', group: 'Go to', keys: ['g s'], icon: 'gear' },
  edit: { name: 'Edit this funnel', group: 'On a funnel', keys: ['e'], icon: 'edit' },
  today: { name: 'Today', group: 'On a funnel', keys: ['d'], icon: 'calendar' },
  week: { name: 'Last 7 days', group: 'On a funnel', keys: ['w'], icon: 'calendar' },
  thirty: { name: 'Last 30 days', group: 'On a funnel', keys: ['t'], icon: 'calendar' },
  ninety: { name: 'Last 90 days', group: 'On a funnel', keys: ['q'], icon: 'calendar' },
  month: { name: 'This month', group: 'On a funnel', keys: ['m'], icon: 'calendar' },
  compare: {
    name: 'Compare with the days before',
    group: 'On a funnel',
    keys: ['x'],
    icon: 'compare',
  },
  breakdown: {
    name: 'Break down by a property',
    group: 'On a funnel',
    keys: ['b'],
    icon: 'split',
  },
  why: {
    name: 'Why people leave: the biggest leak',
    group: 'On a funnel',
    keys: ['y'],
    icon: 'alert',
  },
  people: { name: 'Who leaves there', group: 'On a funnel', keys: ['p'], icon: 'people' },
  refresh: { name: 'Refresh the numbers', group: 'On a funnel', keys: ['r'], icon: 'refresh' },
} as const satisfies Readonly<Record<string, Keyed>>;

interface Keyed {
  readonly name: string;
  readonly group: 'Anywhere' | 'Go to' | 'On a funnel';
  readonly keys: readonly [string, ...string[]];
  readonly icon: AnyIconName;
}

export type CommandId = keyof typeof commandList;
