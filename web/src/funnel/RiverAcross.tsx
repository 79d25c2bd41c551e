import type { ReactNode } from 'react';
import { count, countIn, duration, plural, rate } from '@/ui/format.ts';
import { PeopleLink } from '@/question/PeopleLink.tsx';
import { signed, toneOf } from './changeWords.ts';
import type { Change } from './comparison.ts';
import type { Funnel, Stage, Step } from './model.ts';
import { River } from '@/ui/river/River.tsx';
import type { RiverViewProps } from './RiverChart.tsx';
import { type River as Shape, river } from '@/ui/river/geometry.ts';
import { StepPills } from './StepPills.tsx';

type RiverAcrossProps = RiverViewProps & {
  readonly scrolls: boolean;
  /** What stands in the free corner under the last stage. */
  readonly children: ReactNode;
};

/** About the width of a digit in the counts above the river. */
const digit = 13.4;

/** Left to right: a column per stage, its numbers above the river, those who left below. */
export function RiverAcross(props: RiverAcrossProps): JSX.Element {
  const { funnel, flow, width, active, onPoint } = props;
  const shape = river(flow, width);
  const columns = { gridTemplateColumns: `repeat(${funnel.stages.length}, ${shape.column}px)` };
  const narrow = shape.column < 196;
  return (
    <div
      className='chart-scroll'
      {...(props.scrolls ? { tabIndex: 0, role: 'region', 'aria-label': 'Stages' } : {})}
    >
      <div style={{ width }} className='across' data-narrow={narrow ? '' : undefined}>
        <ol className='stages' style={columns}>
          {funnel.stages.map((stage, index) => (
            <StageHead
              key={index}
              stage={stage}
              users={flow.users[index] ?? 0}
              number={index + 1}
              change={props.changes?.stages[index] ?? null}
              characters={Math.floor((shape.column - 20) / digit)}
            />
          ))}
        </ol>
        <div className='with-note'>
          <div>
            <div className='flow'>
              <River
                shape={shape}
                direction='right'
                leak={funnel.leak}
                active={active}
                onPoint={onPoint}
              />
              <StepPills {...props} places={shape.pills} brief={false} />
            </div>
            <Leavers funnel={funnel} columns={columns} lead={shape.lead} narrow={narrow} />
          </div>
          {props.children
            ? <div className='note-place' style={notePlace(shape)}>{props.children}</div>
            : null}
        </div>
      </div>
    </div>
  );
}

/** In the last column, under the river's end. */
const notePlace = (shape: Shape) => ({
  marginLeft: shape.pillars.at(-1)?.x ?? 0,
  marginTop: Math.max(68, shape.outflow.height + 36),
});

interface StageHeadProps {
  readonly stage: Stage;
  /** As it is drawn at this moment. */
  readonly users: number;
  /** From 1. */
  readonly number: number;
  readonly change: Change | null;
  /** How many fit beside each other. */
  readonly characters: number;
}

function StageHead(props: StageHeadProps): JSX.Element {
  const { stage, users, number, change, characters } = props;
  const first = number === 1;
  const { median_seconds: median } = stage.times;
  return (
    <li className='stage'>
      <span className='stage-name' title={stage.name}>{stage.name}</span>
      <PeopleLink
        stage={number}
        status='reached'
        users={stage.users}
        className='stage-users'
        title={count(stage.users)}
      >
        {countIn(characters, Math.round(users))}
      </PeopleLink>
      <span className='stage-facts'>
        <span>
          {first ? 'entered' : stage.users === 0 ? 'nobody yet' : rate(stage.rate)}
          {change && change.verdict !== 'too few' && stage.users > 0
            ? <em data-tone={toneOf(change)}>{signed(change.points)}</em>
            : null}
        </span>
        {median !== null && !first ? <span>after {duration(median)}</span> : null}
      </span>
    </li>
  );
}

interface LeaversProps {
  readonly funnel: Funnel;
  readonly columns: { readonly gridTemplateColumns: string };
  readonly lead: number;
  readonly narrow: boolean;
}

function Leavers({ funnel, columns, lead, narrow }: LeaversProps): JSX.Element {
  return (
    <ul className='leavers' style={columns}>
      {funnel.steps.map((step, index) => (
        <li
          key={index}
          style={{ paddingLeft: narrow ? 12 : lead + 2 }}
          data-leak={index === funnel.leak ? '' : undefined}
        >
          {step.from.users === 0
            ? null
            : <Leaver step={step} stage={index + 2} leak={index === funnel.leak} />}
        </li>
      ))}
    </ul>
  );
}

interface LeaverProps {
  readonly step: Step;
  /** The number of the stage they did not reach. */
  readonly stage: number;
  readonly leak: boolean;
}

function Leaver({ step, stage, leak }: LeaverProps): JSX.Element {
  return (
    <>
      <span className='leaver-count'>
        {step.left === 0
          ? 'Nobody leaves'
          : (
            <PeopleLink stage={stage} status='dropped' users={step.left} title={count(step.left)}>
              <b>{countIn(9, step.left)}</b> {plural(step.left, 'leaves', 'leave')}
            </PeopleLink>
          )}
      </span>
      {step.left > 0 && !step.tooFew
        ? (
          <span className='leaver-rate'>
            {rate(step.leftRate)}
            {leak ? ' · biggest leak' : ''}
          </span>
        )
        : null}
      {step.waiting > 0
        ? (
          <span className='leaver-waiting'>
            <i className='dots' aria-hidden='true' />
            <PeopleLink stage={stage} status='waiting' users={step.waiting}>
              {countIn(9, step.waiting)} still in time
            </PeopleLink>
          </span>
        )
        : null}
    </>
  );
}
