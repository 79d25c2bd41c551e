import { memo, useId } from 'react';
import { percent } from '../format.ts';
import { rampColour } from '../river/ramp.tsx';
import type { Bar, BarChart, Whisker } from './geometry.ts';

interface BarsProps {
  readonly shape: BarChart;
  readonly leak: number | null;
  /** The step that is looked at; those who left elsewhere step back. */
  readonly active: number | null;
  readonly onPoint?: (step: number | null) => void;
}

/** The picture alone; words, numbers and keys stand beside it in HTML. */
export function Bars({ shape, leak, active, onPoint }: BarsProps): JSX.Element {
  const stages = shape.bars.length;
  return (
    <svg
      className='bars'
      viewBox={`0 0 ${shape.width} ${shape.height}`}
      width={shape.width}
      height={shape.height}
      aria-hidden='true'
    >
      {shape.grid.map(({ y, percent: at }) => (
        <g key={at} className='grid'>
          <line x1='0' x2={shape.width} y1={y} y2={y} />
          <text x={shape.width} y={y - 4} textAnchor='end'>{percent(at, 0)}</text>
        </g>
      ))}
      {shape.bars.map((bar, stage) => (
        <g
          key={stage}
          onPointerEnter={() => onPoint?.(stage === 0 ? null : stage - 1)}
          onPointerLeave={() => onPoint?.(null)}
        >
          <OneBar
            bar={bar}
            stage={stage}
            stages={stages}
            leak={stage > 0 && leak === stage - 1}
            dimmed={active !== null && active !== stage - 1}
            lies={false}
          />
        </g>
      ))}
    </svg>
  );
}

interface OneBarProps {
  readonly bar: Bar;
  readonly stage: number;
  readonly stages: number;
  readonly leak: boolean;
  readonly dimmed: boolean;
  readonly lies: boolean;
}

/** Full: reached. Dotted: still in time. Hatched: left. A line where the rate may truly be. */
export const OneBar = memo(function OneBar(props: OneBarProps): JSX.Element {
  const { bar, stage, stages, leak, dimmed, lies } = props;
  const id = useId().replaceAll(':', '');
  const colour = rampColour(stage, stages);
  const before = rampColour(Math.max(0, stage - 1), stages);
  const lost = leak ? 'var(--leak)' : before;
  return (
    <>
      <defs>
        <pattern id={`${id}dots`} width='6' height='6' patternUnits='userSpaceOnUse'>
          <circle cx='1.5' cy='1.5' r='1.1' style={{ fill: before }} />
          <circle cx='4.5' cy='4.5' r='1.1' style={{ fill: before }} />
        </pattern>
        <pattern
          id={`${id}hatch`}
          width='6'
          height='6'
          patternUnits='userSpaceOnUse'
          patternTransform='rotate(45)'
        >
          <rect width='6' height='6' className='hatch-ground' style={{ fill: lost }} />
          <rect width='1.6' height='6' className='hatch-line' style={{ fill: lost }} />
        </pattern>
      </defs>
      {bar.left
        ? (
          <rect
            {...bar.left}
            className='lost-bar'
            data-dimmed={dimmed ? '' : undefined}
            fill={`url(#${id}hatch)`}
          />
        )
        : null}
      {bar.waiting
        ? (
          <>
            <rect {...bar.waiting} className='pool' style={{ fill: before }} />
            <rect {...bar.waiting} fill={`url(#${id}dots)`} />
          </>
        )
        : null}
      <rect {...bar.reached} style={{ fill: colour }} />
      {bar.whisker ? <WhiskerLine whisker={bar.whisker} lies={lies} /> : null}
    </>
  );
});

const cap = 4;

/** Drawn twice, so that it is seen on its bar and on the paper. */
function WhiskerLine({ whisker, lies }: { whisker: Whisker; lies: boolean }): JSX.Element {
  const { at, from, to } = whisker;
  const path = lies
    ? `M${from},${at}H${to}M${from},${at - cap}v${2 * cap}M${to},${at - cap}v${2 * cap}`
    : `M${at},${from}V${to}M${at - cap},${from}h${2 * cap}M${at - cap},${to}h${2 * cap}`;
  return (
    <>
      <path className='whisker-halo' d={path} />
      <path className='whisker' d={path} />
    </>
  );
}
