import type { StageAnswer } from '@/api/answers.ts';
import type { ComparisonAnswer } from '@/api/comparison.ts';
import type { Funnel } from './model.ts';
import { chance, fewest, type Share, unlikely } from './statistics.ts';

/** How a rate differs from that of the days before. */
export interface Change {
  /** In points of per cent. */
  readonly points: number;
  readonly before: number;
  readonly p: number;
  readonly verdict: 'unlikely chance' | 'could be chance' | 'too few' | 'too early';
}

export interface Changes {
  readonly days: { readonly start: string; readonly end: string };
  readonly overall: Change;
  /** By stage, of those who entered. */
  readonly stages: readonly (Change | null)[];
  /** By step, of the stage before. */
  readonly steps: readonly (Change | null)[];
  /** Relative growth in per cent; null where there was nobody before. */
  readonly entered: number | null;
  readonly converted: number | null;
}

export function changesFrom(funnel: Funnel, before: ComparisonAnswer): Changes | null {
  const earlier = before.stages;
  const first = earlier[0];
  const last = earlier.at(-1);
  if (!first || !last || earlier.length !== funnel.stages.length) return null;
  const share = (index: number): Share => ({
    part: earlier[index]?.users ?? 0,
    whole: first.users,
  });
  const waitingFrom = (index: number): number =>
    funnel.stages.slice(1, index + 1).reduce((sum, stage) => sum + stage.waiting, 0);
  const ofEntered = (index: number): Change =>
    changeOf(
      { part: funnel.stages[index]?.users ?? 0, whole: funnel.entered },
      share(index),
      waitingFrom(index),
    );
  return {
    days: before.date_range,
    overall: ofEntered(funnel.stages.length - 1),
    stages: funnel.stages.map((_, index) => index === 0 ? null : ofEntered(index)),
    steps: funnel.steps.map((step, index) =>
      changeOf(
        { part: step.to.users, whole: step.from.users },
        stepShare(earlier, index),
        step.waiting,
      )
    ),
    entered: growth(funnel.entered, first.users),
    converted: growth(funnel.converted, last.users),
  };
}

const stepShare = (stages: readonly StageAnswer[], index: number): Share => ({
  part: stages[index + 1]?.users ?? 0,
  whole: stages[index]?.users ?? 0,
});

const growth = (now: number, before: number): number | null =>
  before === 0 ? null : ((now - before) / before) * 100;

/** `waiting` may still convert: a fall that they could make good is none yet. */
export function changeOf(now: Share, before: Share, waiting: number): Change {
  const rate = ({ part, whole }: Share): number => whole === 0 ? 0 : (100 * part) / whole;
  const points = rate(now) - rate(before);
  const p = chance(now, before);
  const couldReach = rate({ part: now.part + waiting, whole: now.whole });
  const verdict = now.whole < fewest || before.whole < fewest
    ? 'too few'
    : points < 0 && couldReach >= rate(before)
    ? 'too early'
    : p < unlikely
    ? 'unlikely chance'
    : 'could be chance';
  return { points, before: rate(before), p, verdict };
}
