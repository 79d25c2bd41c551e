import type { FunnelAnswer, StageAnswer, Times } from '@/api/answers.ts';
import { fewest, wilson } from './statistics.ts';

/** One stage and the people who reached it. Rates are per cent. */
export interface Stage {
  readonly name: string;
  readonly users: number;
  /** Of those who entered. */
  readonly rate: number;
  readonly stepRate: number;
  readonly interval: readonly [number, number] | null;
  readonly dropped: number;
  readonly waiting: number;
  readonly times: Times;
}

/** The way from one stage to the next: who goes on, who leaves, who still has time. */
export interface Step {
  readonly from: Stage;
  readonly to: Stage;
  readonly rate: number;
  readonly interval: readonly [number, number];
  readonly left: number;
  readonly leftRate: number;
  readonly waiting: number;
  readonly tooFew: boolean;
  readonly whatIf: WhatIf | null;
}

/** A better step rate, and how many more would then reach the end, all else staying as it is. */
export interface WhatIf {
  readonly rate: number;
  readonly more: number;
}

export interface Funnel {
  readonly stages: readonly Stage[];
  readonly steps: readonly Step[];
  readonly rate: number;
  readonly interval: readonly [number, number] | null;
  readonly entered: number;
  readonly converted: number;
  readonly waiting: number;
  readonly times: Times;
  /** The step that loses the largest share, among those with enough people to tell. */
  readonly leak: number | null;
}

export function funnelFrom(answer: FunnelAnswer): Funnel {
  const stages = answer.stages.map(stageFrom);
  const steps = stages.slice(1).map((to, index) => stepBetween(stages, index, to));
  return {
    stages,
    steps,
    rate: answer.overall_conversion_rate,
    interval: stages.at(-1)?.interval ?? null,
    entered: answer.entered_users,
    converted: answer.converted_users,
    waiting: stages.reduce((sum, stage) => sum + stage.waiting, 0),
    times: answer.time_to_convert,
    leak: biggestLeak(steps),
  };
}

const stageFrom = (stage: StageAnswer): Stage => ({
  name: stage.stage_name,
  users: stage.users,
  rate: stage.conversion_rate,
  stepRate: stage.step_conversion_rate,
  interval: stage.conversion_interval,
  dropped: stage.dropped_users,
  waiting: stage.waiting_users,
  times: stage.time_from_previous,
});

function stepBetween(stages: readonly Stage[], index: number, to: Stage): Step {
  const from = stages[index] ?? to;
  return {
    from,
    to,
    rate: to.stepRate,
    interval: wilson(Math.min(to.users, from.users), from.users),
    left: to.dropped,
    leftRate: from.users > 0 ? (100 * to.dropped) / from.users : 0,
    waiting: to.waiting,
    tooFew: from.users < fewest,
    whatIf: whatIf(stages, index),
  };
}

/** The next multiple of 5 % at least 5 points up, carried through the later steps as they are. */
function whatIf(stages: readonly Stage[], index: number): WhatIf | null {
  const from = stages[index];
  const to = stages[index + 1];
  const last = stages.at(-1);
  if (!from || !to || !last || from.users < fewest || to.users === 0) return null;
  const rate = Math.ceil((to.stepRate + 5) / 5) * 5;
  if (rate > 95) return null;
  const more = Math.round((from.users * rate) / 100 * (last.users / to.users) - last.users);
  return more > 0 ? { rate, more } : null;
}

/** Less than this per cent is no leak that anyone could mend. */
const leastLeak = 2;

function biggestLeak(steps: readonly Step[]): number | null {
  let leak: number | null = null;
  for (const [index, step] of steps.entries()) {
    if (step.tooFew || step.leftRate < leastLeak) continue;
    if (leak === null || step.leftRate > (steps[leak]?.leftRate ?? 0)) leak = index;
  }
  return leak;
}
