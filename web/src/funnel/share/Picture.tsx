import type { Noun } from '@/question/noun.ts';
import type { View } from '@/question/question.ts';
import { Bars } from '@/ui/bars/Bars.tsx';
import { barsAcross } from '@/ui/bars/geometry.ts';
import { count, duration, percentSpan, plusMinus, rate } from '@/ui/format.ts';
import { type Flow, river } from '@/ui/river/geometry.ts';
import { River } from '@/ui/river/River.tsx';
import type { Funnel, Step } from '../model.ts';
import { headlineDetail } from '../sentences.ts';
import type { Measure } from './fitText.ts';
import { StepWords } from './StepWords.tsx';
import { Words } from './Words.tsx';

interface PictureProps {
  readonly title: string;
  readonly days: string;
  readonly asOf: string;
  readonly funnel: Funnel;
  readonly noun: Noun;
  readonly view: View;
  readonly measure: Measure;
}

const margin = 48;
const least = 1200;
const column = 132;
const chartTop = 284;

/** As wide as a slide, or as many stages need. */
export function layoutOf(stages: number, view: View): { width: number; height: number } {
  const width = Math.max(least, column * stages + 2 * margin);
  const inner = width - 2 * margin;
  const nobody = Array.from({ length: stages }, () => 0);
  const flow = { users: nobody, waiting: nobody.slice(1), left: nobody.slice(1) };
  // How deep a river lies depends on its columns only.
  const { height } = view === 'bars' ? barsAcross(flow, [], inner) : river(flow, inner);
  return { width, height: Math.ceil(chartTop + height + 112) };
}

/** The funnel on a sheet of its own: title, days, figures, chart; all of it SVG. */
export function Picture(props: PictureProps): JSX.Element {
  const { funnel, view, measure } = props;
  const { width, height } = layoutOf(funnel.stages.length, view);
  const inner = width - 2 * margin;
  const flow: Flow = {
    users: funnel.stages.map(({ users }) => users),
    waiting: funnel.steps.map(({ waiting }) => waiting),
    left: funnel.steps.map(({ left }) => left),
  };
  return (
    <svg
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
    >
      <rect width={width} height={height} style={{ fill: 'var(--panel)' }} />
      <Head {...props} width={width} />
      <g transform={`translate(${margin} 0)`}>
        <Stages funnel={funnel} inner={inner} measure={measure} />
        {view === 'bars'
          ? <BarsPart funnel={funnel} flow={flow} inner={inner} measure={measure} />
          : <RiverPart funnel={funnel} flow={flow} inner={inner} measure={measure} />}
      </g>
      <Words x={margin} y={height - 24} size={11} ink={3}>{props.asOf}</Words>
      <Words x={width - margin} y={height - 24} size={11} ink={3} anchor='end'>IAFA</Words>
    </svg>
  );
}

function Head(props: PictureProps & { readonly width: number }): JSX.Element {
  const { title, days, funnel, noun, width, measure } = props;
  const big = rate(funnel.rate);
  const beside = margin + measure(big, '600 60px "Inter Display"') + 24;
  const figures: readonly (readonly [string, string])[] = [
    ['95% interval', funnel.interval ? percentSpan(funnel.interval) : '–'],
    ['Entered', count(funnel.entered)],
    ['Converted', count(funnel.converted)],
    [
      'Median time',
      funnel.times.median_seconds === null ? '–' : duration(funnel.times.median_seconds),
    ],
  ];
  return (
    <>
      <Words
        x={margin}
        y={54}
        size={17}
        weight={600}
        lines={1}
        room={width * 0.6}
        measure={measure}
      >
        {title}
      </Words>
      <Words x={width - margin} y={54} size={13} ink={2} anchor='end'>{days}</Words>
      <Words x={margin} y={142} size={60} weight={600} display>{big}</Words>
      <Words
        x={beside}
        y={120}
        size={17}
        weight={600}
        lines={1}
        room={width - beside - 520}
        measure={measure}
      >
        {`of ${noun.many} reach ${funnel.stages.at(-1)?.name ?? ''}`}
      </Words>
      <Words x={beside} y={142} size={13} ink={2}>{headlineDetail(funnel, noun)}</Words>
      {figures.map(([term, value], index) => (
        <g key={term} transform={`translate(${width - margin - (4 - index) * 116 + 16} 0)`}>
          <Words x={0} y={120} size={12} ink={3}>{term}</Words>
          <Words x={0} y={142} size={17} weight={600} display>{value}</Words>
        </g>
      ))}
    </>
  );
}

interface PartProps {
  readonly funnel: Funnel;
  readonly inner: number;
  readonly measure: Measure;
}

function Stages({ funnel, inner, measure }: PartProps): JSX.Element {
  const pitch = inner / funnel.stages.length;
  return (
    <>
      {funnel.stages.map((stage, index) => {
        const { median_seconds: median } = stage.times;
        const after = median === null || index === 0 ? '' : ` · after ${duration(median)}`;
        const share = index === 0 ? 'entered' : stage.users === 0 ? 'nobody yet' : rate(stage.rate);
        return (
          <g key={index} transform={`translate(${index * pitch} 0)`}>
            <rect x='0' y='180' width='1' height={chartTop - 188} style={{ fill: 'var(--line)' }} />
            <Words
              x={12}
              y={212}
              size={13}
              weight={500}
              ink={2}
              lines={2}
              room={pitch - 18}
              measure={measure}
              up
            >
              {stage.name}
            </Words>
            <Words x={12} y={240} size={24} weight={600} display>{count(stage.users)}</Words>
            <Words x={12} y={262} size={12} ink={3} lines={1} room={pitch - 14} measure={measure}>
              {share + after}
            </Words>
          </g>
        );
      })}
    </>
  );
}

function RiverPart({ funnel, flow, inner, measure }: PartProps & { flow: Flow }): JSX.Element {
  const shape = river(flow, inner);
  const lead = shape.column < 196 ? 12 : shape.lead + 2;
  return (
    <g transform={`translate(0 ${chartTop})`}>
      <River shape={shape} direction='right' leak={funnel.leak} active={null} />
      {funnel.steps.map((step, index) => {
        const place = shape.pills[index];
        return step.from.users === 0 || place === undefined ? null : (
          <g key={index}>
            <Pill x={place.x} y={place.y} step={step} measure={measure} end />
            <StepWords
              x={index * shape.column + lead}
              y={shape.height + 18}
              step={step}
              leak={index === funnel.leak}
              room={shape.column - lead}
              measure={measure}
            />
          </g>
        );
      })}
    </g>
  );
}

function BarsPart({ funnel, flow, inner, measure }: PartProps & { flow: Flow }): JSX.Element {
  const shape = barsAcross(flow, funnel.stages.map(({ interval }) => interval), inner);
  return (
    <g transform={`translate(0 ${chartTop})`}>
      <Bars shape={shape} leak={funnel.leak} active={null} />
      {funnel.steps.map((step, index) => {
        const place = shape.feet[index];
        return step.from.users === 0 || place === undefined ? null : (
          <g key={index}>
            <Pill x={place.x} y={place.y} step={step} measure={measure} />
            <StepWords
              x={place.x + 2}
              y={shape.height + 18}
              step={step}
              leak={index === funnel.leak}
              room={shape.column - 14}
              measure={measure}
            />
          </g>
        );
      })}
    </g>
  );
}

interface PillProps {
  readonly x: number;
  readonly y: number;
  readonly step: Step;
  readonly measure: Measure;
  /** Ends at `x` and does not begin there. */
  readonly end?: boolean;
}

function Pill({ x, y, step, measure, end }: PillProps): JSX.Element {
  const words = step.tooFew
    ? `${count(step.to.users)} of ${count(step.from.users)}`
    : rate(step.rate);
  const spread = step.tooFew ? '' : plusMinus(step.interval);
  const bold = measure(words, '600 12px Inter');
  const width = bold + (spread === '' ? 0 : measure(spread, '400 11px Inter') + 5) + 18;
  const from = end ? x - width : x;
  return (
    <>
      <rect
        x={from}
        y={y - 11}
        width={width}
        height='22'
        rx='11'
        style={{ fill: 'var(--raise)', stroke: 'var(--line)' }}
      />
      <Words x={from + 9} y={y + 4} size={12} weight={600}>{words}</Words>
      <Words x={from + 14 + bold} y={y + 4} size={11} ink={3}>{spread}</Words>
    </>
  );
}
