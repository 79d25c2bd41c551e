/** Two-sided 95 % of the normal distribution, as the API's intervals use it. */
const z = 1.959964;

/** Wilson's score interval for `successes` of `trials`, in per cent. */
export function wilson(successes: number, trials: number): readonly [number, number] {
  if (trials <= 0) return [0, 100];
  const share = successes / trials;
  const spread = 1 + (z * z) / trials;
  const centre = share + (z * z) / (2 * trials);
  const half = z * Math.sqrt((share * (1 - share)) / trials + (z * z) / (4 * trials * trials));
  return [
    Math.max(0, ((centre - half) / spread) * 100),
    Math.min(100, ((centre + half) / spread) * 100),
  ];
}

/** Below this many people a rate says too little to act on. */
export const fewest = 30;

/** The normal distribution's upper tail, by Abramowitz and Stegun 26.2.17 (error below 7.5e-8). */
function tail(x: number): number {
  const t = 1 / (1 + 0.2316419 * x);
  const series = t * (0.319381530 +
    t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI) * series;
}

export interface Share {
  readonly part: number;
  readonly whole: number;
}

/**
 * How likely a difference at least as large is where there is none: the two-sided test of two
 * proportions with pooled variance. 1 where nothing can be said.
 */
export function chance(one: Share, other: Share): number {
  if (one.whole <= 0 || other.whole <= 0) return 1;
  const pooled = (one.part + other.part) / (one.whole + other.whole);
  const spread = Math.sqrt(pooled * (1 - pooled) * (1 / one.whole + 1 / other.whole));
  if (spread === 0) return 1;
  const distance = Math.abs(one.part / one.whole - other.part / other.whole) / spread;
  return Math.min(1, 2 * tail(distance));
}

/** Rarer than this is called unlikely to be chance. */
export const unlikely = 0.05;
