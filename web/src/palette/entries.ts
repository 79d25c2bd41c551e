import type { FunnelDefinition, Project } from '@/api/answers.ts';
import { type Action, actionsNow, workOf } from '@/ui/commands.ts';
import { type CommandId, commandList } from '@/ui/commandList.ts';
import type { AnyIconName } from '@/ui/rareIcons.tsx';
import { fit } from './fuzzy.ts';

/** One thing that can be chosen in the palette. */
export interface Entry {
  readonly id: string;
  readonly name: string;
  readonly group: Group;
  readonly icon: AnyIconName;
  readonly keys: string | null;
  readonly also: string;
  readonly run: () => void;
}

const groups = ['On this page', 'Go to', 'Funnels', 'Projects', 'Do'] as const;
export type Group = (typeof groups)[number];

/** An entry among the results, with the characters of its name that were typed. */
export interface Found {
  readonly entry: Entry;
  readonly places: readonly number[];
}

export interface Section {
  readonly title: string;
  readonly found: readonly Found[];
}

const groupOf = { 'Anywhere': 'Do', 'Go to': 'Go to', 'On a funnel': 'On this page' } as const;

/** What a page is looked for by whoever does not know its name. */
const alsoCalled: Partial<Record<CommandId, string>> = {
  funnels: 'list archived deleted restore',
  settings: 'general project time zone timezone domain origins limit',
  install: 'tracking code snippet',
  live: 'refused debug',
};

/** What is done here, and where one can go from here. */
export function entriesNow(
  project: string | null,
  funnels: readonly FunnelDefinition[],
  projects: readonly Project[],
  go: (to: string) => void,
): readonly Entry[] {
  const keyed = (Object.keys(commandList) as CommandId[]).flatMap((id): Entry[] => {
    const run = workOf(id);
    const { name, icon, keys, group } = commandList[id];
    // The palette is open already.
    if (run === null || id === 'search') return [];
    return [{
      id,
      name,
      icon,
      keys: keys[0],
      group: groupOf[group],
      also: alsoCalled[id] ?? '',
      run,
    }];
  });
  return [
    ...keyed,
    ...actionsNow().map(entryOf),
    ...funnels.map(({ id, name, project_id }): Entry => ({
      id: `funnel ${id}`,
      name,
      group: 'Funnels',
      icon: 'funnel',
      keys: null,
      also: '',
      run: () => go(`/projects/${project_id}/funnels/${id}`),
    })),
    ...projects.filter(({ id }) => id !== project).map(({ id, name, domain }): Entry => ({
      id: `project ${id}`,
      name,
      group: 'Projects',
      icon: 'building',
      keys: null,
      also: domain,
      run: () => go(`/projects/${id}`),
    })),
  ];
}

const entryOf = (action: Action): Entry => ({
  id: action.name,
  name: action.name,
  group: action.place ? 'Go to' : 'Do',
  icon: action.icon,
  keys: null,
  also: action.also ?? '',
  run: action.run,
});

const recentShown = 5;
const foundShown = 30;
/** What was chosen lately goes before what fits a little better. */
const recentWorth = 1.5;

/** Without a word typed: lately chosen first, then group by group. Else the best fits first. */
export function sectionsFor(
  entries: readonly Entry[],
  typed: string,
  recent: readonly string[],
): readonly Section[] {
  if (typed.trim() === '') {
    const lately = recent.flatMap((id) => entries.find((entry) => entry.id === id) ?? [])
      .slice(0, recentShown);
    return [
      { title: 'Recent', found: lately.map(whole) },
      ...groups.map((group) => ({
        title: group,
        found: entries.filter((entry) => entry.group === group && !lately.includes(entry))
          .map(whole),
      })),
    ].filter(({ found }) => found.length > 0);
  }
  const found = entries.flatMap((entry) => {
    const inName = fit(typed, entry.name);
    // Other words find a thing too, but less surely than its name.
    const score = inName?.score ?? (fitsWords(typed, entry) ? 0 : null);
    if (score === null) return [];
    const worth = recent.includes(entry.id) ? recentWorth : 0;
    return [{ entry, places: inName?.places ?? [], score: score + worth }];
  }).sort((a, b) => b.score - a.score).slice(0, foundShown);
  return found.length > 0 ? [{ title: 'Results', found }] : [];
}

const whole = (entry: Entry): Found => ({ entry, places: [] });

/** Each word typed begins one of the words that describe the entry. */
const fitsWords = (typed: string, { name, also, group }: Entry): boolean =>
  typed.trim().toLowerCase().split(/\s+/).every((word) =>
    `${name} ${also} ${group}`.toLowerCase().split(/[^\p{L}\p{N}.-]+/u)
      .some((it) => it.startsWith(word))
  );

/** The latest first, each once. */
export const withRecent = (recent: readonly string[], id: string): readonly string[] =>
  [id, ...recent.filter((it) => it !== id)].slice(0, 20);
