interface SparklineProps {
  readonly values: readonly number[];
  /** The largest value of all lines that are to be compared; else this one fills its height. */
  readonly most?: number;
}

/** A small line without axes: whether it rises or falls, not how much. */
export function Sparkline({ values, most }: SparklineProps): JSX.Element {
  const top = Math.max(1, most ?? 0, ...values);
  const last = Math.max(1, values.length - 1);
  const points = values.map((value, index) =>
    `${((index / last) * 98 + 1).toFixed(1)},${(23 - (value / top) * 21).toFixed(1)}`
  );
  return (
    <svg className='sparkline' viewBox='0 0 100 24' preserveAspectRatio='none' aria-hidden='true'>
      <path className='under' d={`M1,24L${points.join('L')}L99,24Z`} />
      <path className='over' d={`M${points.join('L')}`} />
    </svg>
  );
}
