interface IntervalPlotProps {
  readonly value: number;
  readonly interval: readonly [number, number] | null;
  /** What everyone's value is, as a dashed line. */
  readonly all: number;
  readonly domain: readonly [number, number];
  readonly tone: 'plain' | 'good' | 'bad';
}

const width = 200;
const height = 22;

/** A dot and how far the truth may be from it: where two bands lie apart, the two differ. */
export function IntervalPlot(props: IntervalPlotProps): JSX.Element {
  const { value, interval, all, domain, tone } = props;
  const [low, high] = domain;
  const x = (at: number): number => 6 + ((at - low) / Math.max(1e-9, high - low)) * (width - 12);
  const line = x(all);
  return (
    <svg
      className={`interval-plot ${tone}`}
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio='none'
      aria-hidden='true'
    >
      <line className='all' x1={line} x2={line} y1='0' y2={height} />
      {interval
        ? (
          <line
            className='band'
            x1={x(interval[0])}
            x2={x(interval[1])}
            y1={height / 2}
            y2={height / 2}
          />
        )
        : null}
      <line className='point' x1={x(value)} x2={x(value)} y1={height / 2} y2={height / 2} />
    </svg>
  );
}
