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
