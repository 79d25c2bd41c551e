/** How many arrived in each second of the last minute; the oldest first. */
export interface Pulse {
  readonly second: number;
  readonly taken: readonly number[];
  readonly refused: readonly number[];
}

export const secondsShown = 60;

const still = (): readonly number[] => Array.from({ length: secondsShown }, () => 0);

export const noPulse = (now: number): Pulse => ({
  second: Math.floor(now / 1000),
  taken: still(),
  refused: still(),
});

const moved = (values: readonly number[], by: number): readonly number[] =>
  [...values.slice(by), ...still()].slice(0, secondsShown);

/** The pulse as of `now`, with so many more in its last second. */
export function beat(pulse: Pulse, now: number, taken: number, refused: number): Pulse {
  const second = Math.max(pulse.second, Math.floor(now / 1000));
  const by = Math.min(secondsShown, second - pulse.second);
  const add = (values: readonly number[], more: number): readonly number[] =>
    moved(values, by).map((value, index) => index === secondsShown - 1 ? value + more : value);
  return { second, taken: add(pulse.taken, taken), refused: add(pulse.refused, refused) };
}

export const sumOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0);
