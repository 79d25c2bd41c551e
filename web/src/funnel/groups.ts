import type { BreakdownAnswer, GroupAnswer } from '@/api/reports.ts';
import type { Table } from '@/ui/csv.ts';
import { capital, count, percentSpan, rate } from '@/ui/format.ts';
import type { Noun } from '@/question/noun.ts';
import { chance, fewest, unlikely, wilson } from './statistics.ts';

/** One group of a breakdown, beside the others. */
export interface Group {
  /** What the API calls it; null is what is left beyond the largest. */
  readonly value: string | null;
  readonly name: string;
  readonly entered: number;
  readonly converted: number;
  readonly rate: number;
  readonly interval: readonly [number, number];
  /** Of those who entered, stage by stage. */
  readonly shares: readonly number[];
  readonly tooFew: boolean;
  /** Points above the others together, where that is unlikely to be chance. */
  readonly apart: number | null;
}

export interface Groups {
  readonly groups: readonly Group[];
  readonly all: number;
  /** What the plots run from and to. */
  readonly domain: readonly [number, number];
  /** The group that makes most of the difference between groups. */
  readonly telling: Group | null;
}

export function groupsFrom({ breakdown, stages }: BreakdownAnswer): Groups {
  const sums = {
    entered: stages[0]?.users ?? 0,
    converted: stages.at(-1)?.users ?? 0,
  };
  const listed = breakdown.groups.map((group) => groupFrom(group, group.value, group.values));
  const groups = breakdown.other ? [...listed, groupFrom(breakdown.other, null)] : listed;
  // Each comparison is one more occasion for chance (Bonferroni).
  const judged = groups.map((group) => ({
    ...group,
    apart: apartFrom(group, sums, groups.length),
  }));
  const all = sums.entered === 0 ? 0 : (100 * sums.converted) / sums.entered;
  const known = judged.filter(({ entered }) => entered > 0);
  return {
    groups: judged,
    all,
    domain: domainOf(known.filter(({ tooFew }) => !tooFew), known),
    telling: judged.filter(({ apart, value }) => apart !== null && value !== null)
      .sort((a, b) => weight(b, all) - weight(a, all))[0] ?? null,
  };
}

/** Its part of the sum of squares: how much of the spread between groups is its doing. */
const weight = ({ rate, entered }: Group, all: number): number => entered * (rate - all) ** 2;

const nameOf = (value: string | null): string =>
  value === null ? 'All others' : value === '' ? 'Not set' : value;

function groupFrom(
  { stages }: Pick<GroupAnswer, 'stages'>,
  value: string | null,
  values: readonly string[] = [],
): Group {
  const entered = stages[0]?.users ?? 0;
  const last = stages.at(-1);
  const converted = last?.users ?? 0;
  return {
    value,
    name: values.length > 1 ? values.map(nameOf).join(' · ') : nameOf(value),
    entered,
    converted,
    rate: last?.conversion_rate ?? 0,
    interval: last?.conversion_interval ?? wilson(converted, entered),
    shares: stages.map(({ users }) => entered === 0 ? 0 : users / entered),
    tooFew: entered < fewest,
    apart: null,
  };
}

/** Against everyone who is not in it; a person in several groups makes this a little too strict. */
function apartFrom(
  group: Group,
  sums: { readonly entered: number; readonly converted: number },
  comparisons: number,
): number | null {
  const rest = {
    part: Math.max(0, sums.converted - group.converted),
    whole: sums.entered - group.entered,
  };
  if (group.tooFew || rest.whole < fewest) return null;
  const p = chance({ part: group.converted, whole: group.entered }, rest) * comparisons;
  return p < unlikely ? group.rate - (100 * rest.part) / rest.whole : null;
}

/** Bands of a handful of people span everything; they do not set the scale. */
function domainOf(sure: readonly Group[], any: readonly Group[]): readonly [number, number] {
  const groups = sure.length > 0 ? sure : any;
  if (groups.length === 0) return [0, 100];
  const high = Math.max(...groups.map(({ interval }) => interval[1]));
  return [0, Math.min(100, high * 1.06)];
}

export const groupTable = (groups: Groups, property: string, noun: Noun): Table => ({
  columns: [property, `${capital(noun.many)} entered`, 'Converted', 'Conversion', '95% interval'],
  rows: groups.groups.map((group) => [
    group.name,
    { shown: count(group.entered), value: group.entered },
    { shown: count(group.converted), value: group.converted },
    { shown: rate(group.rate), value: group.rate },
    {
      shown: group.entered === 0 ? '–' : percentSpan(group.interval),
      value: group.interval.join(' to '),
    },
  ]),
});
