/** From values to pixels, and the round numbers between which an axis runs. */
export interface Scale {
  (value: number): number;
}

export const linear = (
  [from, to]: readonly [number, number],
  [start, end]: readonly [number, number],
): Scale =>
(value) => from === to ? start : start + ((value - from) / (to - from)) * (end - start);

const steps = [1, 2, 2.5, 5, 10];

/** About `wanted` round numbers that enclose `low` to `high`. */
export function niceTicks(low: number, high: number, wanted = 4): readonly number[] {
  const span = high > low ? high - low : Math.max(Math.abs(high), 1);
  const rough = span / Math.max(1, wanted);
  const size = 10 ** Math.floor(Math.log10(rough));
  const step = (steps.find((it) => it * size >= rough) ?? 10) * size;
  const first = Math.floor(low / step);
  const last = Math.max(first + 1, Math.ceil(high / step - 1e-9));
  return Array.from(
    { length: last - first + 1 },
    // Multiples of 0.1 are not exact in binary; what is shown has no more than twelve digits.
    (_, index) => Number(((first + index) * step).toPrecision(12)),
  );
}

/** Of many places those whose labels have room, the last always among them. */
export function spaced(count: number, most: number): readonly number[] {
  const every = Math.max(1, Math.ceil(count / Math.max(1, most)));
  return Array.from({ length: count }, (_, index) => index).filter(
    (index) => (count - 1 - index) % every === 0,
  );
}
