import {
  type Interval,
  intervals,
  type Split,
  type Status,
  statuses,
  type Whom,
} from '@/api/asked.ts';
import { daysIn, type Span } from '@/dates/range.ts';
import { changed, type SearchChange } from './search.ts';

/**
 * What is asked of a funnel beside its days, as the address holds it:
 * `by`, `of`, `attribution` (the groups), `every` (the trend), `compare`, `people` (`3.dropped`),
 * `group` and `person` (the drawer). Nonsense gives what holds without it.
 */
export function splitFrom(search: URLSearchParams): Split | null {
  const property = search.get('by');
  if (!property) return null;
  const attribution = search.get('attribution') ?? '';
  return {
    property,
    scope: search.get('of') === 'user' ? 'user' : 'event',
    attribution: /^(last_touch|all_events|stage:\d+)$/.test(attribution)
      ? attribution
      : 'first_touch',
  };
}

/** Back into the address; what holds without being said is left out. */
export const splitParameters = (split: Split | null): SearchChange => ({
  by: split?.property ?? null,
  of: split?.scope === 'user' ? 'user' : null,
  attribution: split && split.attribution !== 'first_touch' ? split.attribution : null,
  people: null,
  group: null,
  person: null,
});

export const comparesFrom = (search: URLSearchParams): boolean => search.get('compare') !== 'off';

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
const carried = ['range', 'start', 'end', 'compare', 'by', 'of'];

export function carriedSearch(search: URLSearchParams): string {
  const kept = [...search].filter(([name]) => carried.includes(name));
  return changed(new URLSearchParams(kept), {});
}
