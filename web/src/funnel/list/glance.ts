import type { FunnelDefinition } from '@/api/answers.ts';
import type { ComparedAnswer } from '@/api/comparison.ts';
import { type Change, changesFrom } from '../comparison.ts';
import { funnelFrom } from '../model.ts';
import { fewest } from '../statistics.ts';

/** What the list says of a funnel. Rates are per cent. */
export interface Glance {
  readonly rate: number;
  readonly interval: readonly [number, number] | null;
  readonly entered: number;
  readonly converted: number;
  readonly tooFew: boolean;
  /** Of those who entered, by stage, 0 to 1. */
  readonly shares: readonly number[];
  /** Null where there is nothing to compare with. */
  readonly change: Change | null;
}

export function glanceFrom(answer: ComparedAnswer): Glance {
  const funnel = funnelFrom(answer);
  const changes = answer.comparison.stages.length > 0
    ? changesFrom(funnel, answer.comparison)
    : null;
  const before = answer.comparison.stages[0]?.users ?? 0;
  return {
    rate: funnel.rate,
    interval: funnel.interval,
    entered: funnel.entered,
    converted: funnel.converted,
    tooFew: funnel.entered < fewest,
    shares: funnel.stages.map(({ rate }) => rate / 100),
    change: before > 0 && funnel.entered > 0 ? changes?.overall ?? null : null,
  };
}

export const sorts = {
  made: 'As they were made',
  name: 'By name',
  rate: 'By conversion',
  entered: 'By people who entered',
  change: 'By change',
} as const;
export type Sort = keyof typeof sorts;

export const sortFrom = (text: string | null): Sort =>
  text !== null && text in sorts ? text as Sort : 'made';

/** The figures decide: until every one is there, nothing changes places. */
export const needsFigures = (sort: Sort): boolean =>
  sort === 'rate' || sort === 'entered' || sort === 'change';

/** The largest first; those without a figure last, and equal ones as they were made. */
export function sorted(
  funnels: readonly FunnelDefinition[],
  sort: Sort,
  glances: ReadonlyMap<string, Glance | null>,
): readonly FunnelDefinition[] {
  if (sort === 'made') return funnels;
  if (sort === 'name') return [...funnels].sort((a, b) => a.name.localeCompare(b.name));
  if (funnels.some(({ id }) => !glances.has(id))) return funnels;
  const figure = ({ id }: FunnelDefinition): number => figureOf(glances.get(id) ?? null, sort);
  return [...funnels].sort((a, b) => {
    const [one, other] = [figure(a), figure(b)];
    return one === other ? 0 : other - one;
  });
}

function figureOf(glance: Glance | null, sort: Sort): number {
  if (glance === null) return -Infinity;
  if (sort === 'entered') return glance.entered;
  if (glance.entered === 0) return -Infinity;
  return sort === 'rate' ? glance.rate : glance.change?.points ?? -Infinity;
}

/** Those whose name, stages or events hold every word. */
export function found(
  funnels: readonly FunnelDefinition[],
  words: string,
): readonly FunnelDefinition[] {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  return funnels.filter(({ name, stages }) => {
    const text = [name, ...stages.flatMap((stage) => [stage.name, stage.event, ...stage.any_of])]
      .join('\n').toLowerCase();
    return wanted.every((word) => text.includes(word));
  });
}
