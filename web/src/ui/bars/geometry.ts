import type { Box, Flow } from '../river/geometry.ts';

/**
 * The same counts as bars. Each stage stands on the height of the stage before: who reached it, on
 * them who still has time, on them who left. Height is the count everywhere.
 */
export interface Bar {
  readonly reached: Box;
  readonly waiting: Box | null;
  readonly left: Box | null;
  readonly whisker: Whisker | null;
}

/** How far the true rate may be from the one seen: from `from` to `to` along the bar, at `at`. */
export interface Whisker {
  readonly at: number;
  readonly from: number;
  readonly to: number;
}

export interface BarChart {
  readonly width: number;
  readonly height: number;
  readonly column: number;
  readonly baseline: number;
  readonly bars: readonly Bar[];
  /** Lines at shares of those who entered, in per cent. */
  readonly grid: readonly { readonly y: number; readonly percent: number }[];
  /** Where what is said of the step to a stage stands: under its bar. */
  readonly feet: readonly { readonly x: number; readonly y: number }[];
}

export type Interval = readonly [number, number] | null;

const top = 10;
const foot = 36;
const indent = 12;
const widest = 400;
/** For the figures of the scale, right of the last bar. */
const scaleRoom = 34;
/** What is not nothing stays visible. */
const thinnest = 1;
const marks = [0, 25, 50, 75, 100];

const thickness = (n: number, scale: number): number => n > 0 ? Math.max(thinnest, n * scale) : 0;

/** Side by side; `intervals` are those of the stages' rates, in per cent of those who entered. */
export function barsAcross(flow: Flow, intervals: readonly Interval[], width: number): BarChart {
  const column = width / Math.max(1, flow.users.length);
  const across = Math.min(widest, column * 0.68, column - indent - scaleRoom);
  const tall = Math.round(Math.min(288, Math.max(220, 196 + column * 0.16)));
  const baseline = top + tall;
  const scale = tall / most(flow);
  const entered = Math.max(flow.users[0] ?? 0, 1);
  const bars = flow.users.map((n, stage) => {
    const x = stage * column + indent;
    const heights = stackOf(flow, stage, scale);
    const [reached, waiting, left] = stacked(heights).map(([from, to]) => ({
      x,
      y: baseline - to,
      width: across,
      height: to - from,
    }));
    const at = (percent: number): number => baseline - (percent / 100) * entered * scale;
    const interval = stage === 0 || n === 0 ? null : intervals[stage] ?? null;
    return {
      reached: reached ?? { x, y: baseline, width: across, height: 0 },
      waiting: solid(waiting),
      left: solid(left),
      whisker: interval && { at: x + across / 2, from: at(interval[0]), to: at(interval[1]) },
    };
  });
  return {
    width,
    height: baseline + foot,
    column,
    baseline,
    bars,
    grid: marks.map((percent) => ({ y: baseline - (percent / 100) * entered * scale, percent })),
    feet: flow.users.slice(1).map((_, step) => ({
      x: (step + 1) * column + indent,
      y: baseline + 20,
    })),
  };
}

const thick = 26;
/** Room for whisker ends and for a line that separates. */
const air = 4;

/** One bar that lies, for phones: its stages stand below each other. */
export function barDown(flow: Flow, stage: number, interval: Interval, width: number): Bar {
  const scale = width / most(flow);
  const entered = Math.max(flow.users[0] ?? 0, 1);
  const heights = stackOf(flow, stage, scale);
  const [reached, waiting, left] = stacked(heights).map(([from, to]) => ({
    x: from,
    y: air,
    width: to - from,
    height: thick,
  }));
  const at = (percent: number): number => (percent / 100) * entered * scale;
  const shown = stage === 0 || (flow.users[stage] ?? 0) === 0 ? null : interval;
  return {
    reached: reached ?? { x: 0, y: air, width: 0, height: thick },
    waiting: solid(waiting),
    left: solid(left),
    whisker: shown && { at: air + thick / 2, from: at(shown[0]), to: at(shown[1]) },
  };
}

export const barDownHeight = thick + 2 * air;

/** An optional stage may be skipped: then a later bar can be the highest. */
function most({ users, waiting, left }: Flow): number {
  const stacks = users.map((n, stage) =>
    n + (stage === 0 ? 0 : (waiting[stage - 1] ?? 0) + (left[stage - 1] ?? 0))
  );
  return Math.max(1, ...stacks);
}

const stackOf = (flow: Flow, stage: number, scale: number): readonly number[] =>
  [
    flow.users[stage] ?? 0,
    stage === 0 ? 0 : flow.waiting[stage - 1] ?? 0,
    stage === 0 ? 0 : flow.left[stage - 1] ?? 0,
  ].map((n) => thickness(n, scale));

function stacked(heights: readonly number[]): readonly (readonly [number, number])[] {
  let from = 0;
  return heights.map((height) => {
    from += height;
    return [from - height, from] as const;
  });
}

const solid = (box: Box | undefined): Box | null =>
  box && box.width > 0 && box.height > 0 ? box : null;
