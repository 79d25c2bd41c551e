import { OneBar } from '@/ui/bars/Bars.tsx';
import { barDown, barDownHeight } from '@/ui/bars/geometry.ts';
import { PeopleLink } from '@/question/PeopleLink.tsx';
import { count, countIn, duration, rate } from '@/ui/format.ts';
import { signed, toneOf } from '../changeWords.ts';
import { CountedButton } from '../counted/CountedButton.tsx';
import type { FunnelViewProps } from '../FunnelChart.tsx';
import { Leaver } from '../Leaver.tsx';
import { pointing } from '../pointing.ts';
import { useStepping } from '../StepPills.tsx';
import { BarsLegend } from './BarsLegend.tsx';

/** For phones: the bars lie below each other, each under its name, with its step before it. */
export function BarsDown(props: FunnelViewProps): JSX.Element {
  const { funnel, active, onPoint } = props;
  const { group, pill } = useStepping(props);
  return (
    <div className='bars-down' {...group}>
      <ol>
        {funnel.stages.map((_, index) => {
          const step = funnel.steps[index - 1];
          return (
            <li
              key={index}
              data-leak={index - 1 === funnel.leak ? '' : undefined}
              data-dimmed={active !== null && active !== index - 1 ? '' : undefined}
              {...(step ? pointing(index - 1, onPoint, props.pinned) : {})}
            >
              <BarOfStage {...props} index={index} />
              {step && step.from.users > 0
                ? (
                  <div className='bars-step leavers'>
                    {pill(index - 1, false)}
                    <Leaver step={step} stage={index + 1} leak={index - 1 === funnel.leak} />
                  </div>
                )
                : null}
            </li>
          );
        })}
      </ol>
      <BarsLegend waiting={funnel.waiting > 0} />
    </div>
  );
}

function BarOfStage(props: FunnelViewProps & { readonly index: number }): JSX.Element | null {
  const { funnel, flow, width, active, index } = props;
  const stage = funnel.stages[index];
  if (stage === undefined) return null;
  const bar = barDown(flow, index, stage.interval, width);
  const change = props.changes?.stages[index] ?? null;
  const { median_seconds: median } = stage.times;
  return (
    <>
      <div className='bars-head'>
        <CountedButton what={{ figure: 'stage', stage: index + 1 }} className='stage-name'>
          <span>{stage.name}</span>
        </CountedButton>
        <PeopleLink
          stage={index + 1}
          status='reached'
          users={stage.users}
          className='stage-users'
          title={count(stage.users)}
        >
          {countIn(13, Math.round(flow.users[index] ?? 0))}
        </PeopleLink>
      </div>
      <svg className='bars' width={width} height={barDownHeight} aria-hidden='true'>
        <OneBar
          bar={bar}
          stage={index}
          stages={funnel.stages.length}
          leak={index > 0 && funnel.leak === index - 1}
          dimmed={active !== null && active !== index - 1}
          lies
        />
      </svg>
      <p className='stage-facts'>
        <span>
          {index === 0 ? 'entered' : stage.users === 0 ? 'nobody yet' : rate(stage.rate)}
          {change && change.verdict !== 'too few' && stage.users > 0
            ? <em data-tone={toneOf(change)}>{signed(change.points)}</em>
            : null}
        </span>
        {median !== null && index > 0 ? <span>after {duration(median)}</span> : null}
      </p>
    </>
  );
}
