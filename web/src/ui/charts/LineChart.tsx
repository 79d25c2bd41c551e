import { type KeyboardEvent, type PointerEvent, useId, useState } from 'react';
import { useWidth } from '../useWidth.ts';
import { linear, niceTicks, spaced } from './scale.ts';

export interface LinePoint {
  readonly label: string;
  /** Null where there is nothing to say: the line has a gap. */
  readonly value: number | null;
  readonly band: readonly [number, number] | null;
  /** What may still change is dotted. */
  readonly settled: boolean;
  /** The whole point in words, for the readout and for screen readers. */
  readonly words: string;
}

interface LineChartProps {
  readonly label: string;
  readonly points: readonly LinePoint[];
  readonly format: (value: number) => string;
  /** No axis runs beyond these. */
  readonly bounds: readonly [number, number];
  /** Counts are compared with nothing, rates with their neighbours. */
  readonly fromZero?: boolean;
}

const height = 188;
const margin = { top: 12, right: 14, bottom: 24, left: 44 };
const labelWidth = 76;

/** A line with its uncertainty; pointing or the arrow keys read it point by point. */
export function LineChart(props: LineChartProps): JSX.Element {
  const { label, points, format, bounds } = props;
  const [element, width] = useWidth<HTMLDivElement>();
  const [active, setActive] = useState<number | null>(null);
  const clip = useId().replaceAll(':', '');
  const inner = Math.max(1, width - margin.left - margin.right);
  const ticks = ticksFor(points, bounds, props.fromZero ?? false);
  const low = ticks[0] ?? 0;
  const high = ticks.at(-1) ?? 1;
  const x = linear([0, Math.max(1, points.length - 1)], [margin.left, margin.left + inner]);
  const y = linear([low, high], [height - margin.bottom, margin.top]);
  const last = points.length - 1;
  const at = Math.min(active ?? last, last);
  const shown = points[at];
  const onPointer = (event: PointerEvent<HTMLDivElement>): void => {
    const left = event.currentTarget.getBoundingClientRect().left;
    const share = (event.clientX - left - margin.left) / inner;
    setActive(Math.max(0, Math.min(last, Math.round(share * last))));
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const go: Readonly<Record<string, number>> = {
      ArrowLeft: at - 1,
      ArrowDown: at - 1,
      ArrowRight: at + 1,
      ArrowUp: at + 1,
      Home: 0,
      End: last,
    };
    const next = go[event.key];
    if (next === undefined) return;
    event.preventDefault();
    setActive(Math.max(0, Math.min(last, next)));
  };
  return (
    <div
      ref={element}
      className='line-chart'
      role='slider'
      tabIndex={0}
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={Math.max(0, last)}
      aria-valuenow={Math.max(0, at)}
      aria-valuetext={shown?.words ?? 'nothing'}
      onPointerMove={onPointer}
      onPointerLeave={() => setActive(null)}
      onBlur={() => setActive(null)}
      onKeyDown={onKeyDown}
    >
      {width === 0 ? null : (
        <svg width={width} height={height} aria-hidden='true'>
          <clipPath id={clip}>
            <rect
              x={margin.left}
              y={margin.top}
              width={inner}
              height={height - margin.top - margin.bottom}
            />
          </clipPath>
          {ticks.map((tick) => (
            <g key={tick} className='grid'>
              <line x1={margin.left} x2={width - margin.right} y1={y(tick)} y2={y(tick)} />
              <text x={margin.left - 8} y={y(tick) + 4} textAnchor='end'>{format(tick)}</text>
            </g>
          ))}
          <g clipPath={`url(#${clip})`}>
            {bandPaths(points, x, y).map((path, index) => (
              <path key={index} className='band' d={path} />
            ))}
          </g>
          {segments(points, x, y).map(({ path, settled }, index) => (
            <path key={index} className='line' data-open={settled ? undefined : ''} d={path} />
          ))}
          {points.map((point, index) =>
            point.value !== null && isAlone(points, index)
              ? <circle key={index} className='dot' cx={x(index)} cy={y(point.value)} r={2.5} />
              : null
          )}
          <XLabels points={points} x={x} room={inner} />
          {shown && active !== null
            ? <line className='cursor' x1={x(at)} x2={x(at)} y1={margin.top} y2={y(low)} />
            : null}
          {shown?.value !== null && shown !== undefined
            ? (
              <circle
                className='dot'
                cx={x(at)}
                cy={y(shown.value)}
                r={4}
                data-open={shown.settled ? undefined : ''}
              />
            )
            : null}
        </svg>
      )}
      <p className='readout'>{shown?.words ?? '\u00a0'}</p>
    </div>
  );
}

interface XLabelsProps {
  readonly points: readonly LinePoint[];
  readonly x: (index: number) => number;
  readonly room: number;
}

function XLabels({ points, x, room }: XLabelsProps): JSX.Element {
  const last = points.length - 1;
  return (
    <g className='grid'>
      {spaced(points.length, Math.floor(room / labelWidth)).map((index) => (
        <text
          key={index}
          x={x(index)}
          y={height - 6}
          textAnchor={index === last && last > 0 ? 'end' : index === 0 ? 'start' : 'middle'}
        >
          {points[index]?.label}
        </text>
      ))}
    </g>
  );
}

/** The rates fill the height; a band that is much wider than they spread is cut off, not they. */
export function ticksFor(
  points: readonly LinePoint[],
  [least, most]: readonly [number, number],
  fromZero: boolean,
): readonly number[] {
  const values = points.flatMap(({ value }) => value === null ? [] : [value]);
  if (values.length === 0) return niceTicks(least, Math.min(most, least + 1));
  const halves = points.flatMap(({ band }) => band === null ? [] : [(band[1] - band[0]) / 2])
    .sort((a, b) => a - b);
  const typical = halves[Math.floor(halves.length / 2)] ?? 0;
  const low = fromZero ? 0 : Math.max(least, Math.min(...values) - typical);
  const high = Math.min(most, Math.max(...values) + typical);
  return niceTicks(low, high).filter((tick) => tick >= least && tick <= most);
}

const isAlone = (points: readonly LinePoint[], index: number): boolean =>
  (points[index - 1]?.value ?? null) === null && (points[index + 1]?.value ?? null) === null;

type Place = (value: number) => number;

/** One path for each run of lines that are drawn alike; a line is open where its end is. */
function segments(points: readonly LinePoint[], x: Place, y: Place) {
  const made: { path: string; settled: boolean }[] = [];
  for (const [index, point] of points.entries()) {
    const before = points[index - 1];
    if (point.value === null || before === undefined || before.value === null) continue;
    const to = `L${x(index).toFixed(1)},${y(point.value).toFixed(1)}`;
    const run = made.at(-1);
    const settled = point.settled && before.settled;
    const goesOn = points[index - 2]?.value !== null && index >= 2;
    if (run && goesOn && run.settled === settled) run.path += to;
    else {
      const from = `M${x(index - 1).toFixed(1)},${y(before.value).toFixed(1)}`;
      made.push({ path: from + to, settled });
    }
  }
  return made;
}

function bandPaths(points: readonly LinePoint[], x: Place, y: Place): readonly string[] {
  const runs: number[][] = [[]];
  for (const [index, { band }] of points.entries()) {
    if (band === null) runs.push([]);
    else runs.at(-1)?.push(index);
  }
  const edge = (run: readonly number[], side: 0 | 1): string =>
    run.map((index) => `${x(index).toFixed(1)},${y(points[index]?.band?.[side] ?? 0).toFixed(1)}`)
      .join('L');
  return runs.filter((run) => run.length > 1).map((run) =>
    `M${edge(run, 1)}L${edge([...run].reverse(), 0)}Z`
  );
}
