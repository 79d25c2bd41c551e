import {
  type Interval,
  intervals,
  mostProperties,
  type Split,
  type Status,
  statuses,
  type Whom,
} from '@/api/asked.ts';
import { daysIn, type Span } from '@/dates/range.ts';
import { changed, type SearchChange } from './search.ts';

/**
 * What is asked of a funnel beside its days, as the address holds it:
 * `view` (river or bars), `by`, `of`, `attribution` (the groups), `every` (the trend), `compare`, `people` (`3.dropped`),
 * `group` and `person` (the drawer). Nonsense gives what holds without it.
 */
export function splitFrom(search: URLSearchParams): Split | null {
  const named = search.getAll('by').filter((property) => property !== '');
  const properties = [...new Set(named)].slice(0, mostProperties);
  if (properties.length === 0) return null;
  const attribution = search.get('attribution') ?? '';
  return {
    properties,
    scope: search.get('of') === 'user' ? 'user' : 'event',
    attribution: /^(last_touch|all_events|stage:\d+)$/.test(attribution)
      ? attribution
      : 'first_touch',
  };
}

/** One stays where it stands in the address, none goes. */
const listed = (values: readonly string[]): string | readonly string[] =>
  values.length === 1 ? values[0] ?? '' : values;

/** How many groups are told apart; the rest is summed up. */
export const fewGroups = 10;
export const manyGroups = 50;

export const mostGroupsFrom = (search: URLSearchParams): number =>
  search.get('groups') === String(manyGroups) ? manyGroups : fewGroups;

/** Back into the address; what holds without being said is left out. */
export const splitParameters = (split: Split | null): SearchChange => ({
  by: listed(split?.properties ?? []),
  of: split?.scope === 'user' ? 'user' : null,
  attribution: split && split.attribution !== 'first_touch' ? split.attribution : null,
  people: null,
  group: null,
  person: null,
});

export const comparesFrom = (search: URLSearchParams): boolean => search.get('compare') !== 'off';

export const views = ['river', 'bars'] as const;
export type View = (typeof views)[number];

export const viewFrom = (search: URLSearchParams): View =>
  search.get('view') === 'bars' ? 'bars' : 'river';

/** Back into the address: the river goes without saying. */
export const viewParameters = (view: View): SearchChange => ({
  view: view === 'river' ? null : view,
});

/** As many points as can be told apart, and no more. */
export function intervalFor(span: Span): Interval {
  const days = daysIn(span);
  if (days <= 2) return 'hour';
  if (days <= 45) return 'day';
  return days <= 400 ? 'week' : 'month';
}

export function intervalFrom(search: URLSearchParams, span: Span): Interval {
  const named = search.get('every');
  return intervals.find((interval) => interval === named) ?? intervalFor(span);
}

/** Whose list is open, if one is. */
export function whomFrom(search: URLSearchParams): Whom | null {
  const [, stage, status] = /^(\d+)\.(\w+)$/.exec(search.get('people') ?? '') ?? [];
  const known = statuses.find((it) => it === status);
  if (stage === undefined || known === undefined || Number(stage) < 1) return null;
  const split = splitFrom(search);
  return {
    stage: Number(stage),
    status: known,
    split,
    group: split === null ? null : search.get('group'),
  };
}

export const whomParameters = (
  stage: number,
  status: Status,
  group: string | null = null,
): SearchChange => ({ people: `${stage}.${status}`, group, person: null });

export const noOne: SearchChange = { people: null, group: null, person: null };

/** What goes with the reader from funnel to funnel: the days, whether it compares, the groups. */
const carried = ['range', 'start', 'end', 'compare', 'by', 'of', 'view'];

export function carriedSearch(search: URLSearchParams): string {
  const kept = [...search].filter(([name]) => carried.includes(name));
  return changed(new URLSearchParams(kept), {});
}
