import { memo, useId } from 'react';
import { rampColour, rampStops } from './ramp.tsx';
import type { Box, River as Shape } from './geometry.ts';

interface RiverProps {
  readonly shape: Shape;
  readonly direction: 'right' | 'down';
  readonly leak: number | null;
  /** The step that is looked at; the others' falls step back. */
  readonly active: number | null;
  readonly onPoint?: (step: number | null) => void;
}

/** The picture alone; words, numbers and keys stand beside it in HTML. */
export function River({ shape, direction, leak, active, onPoint }: RiverProps): JSX.Element {
  const id = useId().replaceAll(':', '');
  const stages = shape.pillars.length;
  return (
    <svg
      className='river'
      viewBox={`0 0 ${shape.width} ${shape.height}`}
      width={shape.width}
      height={shape.height}
      aria-hidden='true'
    >
      <Definitions id={id} shape={shape} direction={direction} leak={leak} />
      {shape.falls.map((fall, step) =>
        fall && (
          <path
            key={step}
            className='fall'
            data-dimmed={active !== null && active !== step ? '' : undefined}
            d={fall.path}
            fill={`url(#${id}fall${step})`}
            onPointerEnter={() => onPoint?.(step)}
            onPointerLeave={() => onPoint?.(null)}
          />
        )
      )}
      {shape.pools.map((pool, step) =>
        pool && (
          <g key={step} mask={`url(#${id}fade)`}>
            <rect {...pool} className='pool' style={{ fill: rampColour(step, stages) }} />
            <rect {...pool} fill={`url(#${id}dots${step})`} />
          </g>
        )
      )}
      {shape.reaches.map((reach, step) => <rect key={step} {...reach} fill={`url(#${id}ramp)`} />)}
      <rect {...shape.outflow} fill={`url(#${id}out)`} />
      {shape.pillars.map((pillar, stage) => (
        <rect key={stage} {...pillar} rx='2' style={{ fill: rampColour(stage, stages) }} />
      ))}
    </svg>
  );
}

type DefinitionsProps = Pick<RiverProps, 'shape' | 'direction' | 'leak'> & { readonly id: string };

const Definitions = memo(function Definitions(props: DefinitionsProps): JSX.Element {
  const { id, shape, direction, leak } = props;
  const right = direction === 'right';
  const first = shape.pillars[0];
  const last = shape.pillars.at(-1);
  const stages = shape.pillars.length;
  const along = (from: Box | undefined, to: number): Axis =>
    right ? { x1: from?.x ?? 0, x2: to, y1: 0, y2: 0 } : { x1: 0, x2: 0, y1: from?.y ?? 0, y2: to };
  const lastAt = right ? last?.x ?? 1 : last?.y ?? 1;
  const outEnd = lastAt + (right ? shape.outflow.width : shape.outflow.height);
  const end = { stopColor: 'var(--s5)' };
  return (
    <defs>
      <linearGradient id={`${id}ramp`} gradientUnits='userSpaceOnUse' {...along(first, lastAt)}>
        {rampStops()}
      </linearGradient>
      <linearGradient id={`${id}out`} gradientUnits='userSpaceOnUse' {...along(last, outEnd)}>
        <stop offset='0' className='ramp-stop' style={end} />
        <stop offset='1' stopOpacity='0' style={end} />
      </linearGradient>
      <linearGradient id={`${id}fading`} x2={right ? 1 : 0} y2={right ? 0 : 1}>
        <stop offset='.45' stopColor='#fff' />
        <stop offset='1' stopColor='#fff' stopOpacity='0' />
      </linearGradient>
      <mask id={`${id}fade`} maskContentUnits='objectBoundingBox'>
        <rect width='1' height='1' fill={`url(#${id}fading)`} />
      </mask>
      {shape.pools.map((pool, step) =>
        pool && <Dots key={step} id={`${id}dots${step}`} colour={rampColour(step, stages)} />
      )}
      {shape.falls.map((fall, step) =>
        fall && (
          <FallColour
            key={step}
            id={`${id}fall${step}`}
            from={fall.from}
            to={fall.to}
            colour={step === leak ? 'var(--leak)' : rampColour(step, stages)}
            strong={step === leak}
          />
        )
      )}
    </defs>
  );
});

interface Axis {
  readonly x1: number;
  readonly x2: number;
  readonly y1: number;
  readonly y2: number;
}

/** Those who still have time: dots, so that no one takes them for people who went on or left. */
function Dots({ id, colour }: { id: string; colour: string }): JSX.Element {
  return (
    <pattern id={id} width='6' height='6' patternUnits='userSpaceOnUse'>
      <circle cx='1.5' cy='1.5' r='1.1' style={{ fill: colour }} />
      <circle cx='4.5' cy='4.5' r='1.1' style={{ fill: colour }} />
    </pattern>
  );
}

interface FallColourProps {
  readonly id: string;
  readonly from: readonly [number, number];
  readonly to: readonly [number, number];
  readonly colour: string;
  readonly strong: boolean;
}

function FallColour({ id, from, to, colour, strong }: FallColourProps): JSX.Element {
  const stopColor = { stopColor: colour };
  const kind = strong ? 'leak' : 'plain';
  return (
    <linearGradient
      id={id}
      gradientUnits='userSpaceOnUse'
      x1={from[0]}
      y1={from[1]}
      x2={to[0]}
      y2={to[1]}
    >
      <stop offset='0' className={`fall-near ${kind}`} style={stopColor} />
      <stop offset='.5' className={`fall-half ${kind}`} style={stopColor} />
      <stop offset='1' className='fall-far' style={stopColor} />
    </linearGradient>
  );
}
