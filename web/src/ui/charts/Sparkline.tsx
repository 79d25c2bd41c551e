/** A small line without axes: whether it rises or falls, not how much. */
export function Sparkline({ values }: { values: readonly number[] }): JSX.Element {
  const most = Math.max(1, ...values);
  const last = Math.max(1, values.length - 1);
  const points = values.map((value, index) =>
    `${((index / last) * 98 + 1).toFixed(1)},${(23 - (value / most) * 21).toFixed(1)}`
  );
  return (
    <svg className='sparkline' viewBox='0 0 100 24' preserveAspectRatio='none' aria-hidden='true'>
      <path className='under' d={`M1,24L${points.join('L')}L99,24Z`} />
      <path className='over' d={`M${points.join('L')}`} />
    </svg>
  );
}
