import { PeopleLink } from '@/question/PeopleLink.tsx';
import { count, countIn, rate } from '@/ui/format.ts';
import { River } from '@/ui/river/River.tsx';
import { CountedButton } from './counted/CountedButton.tsx';
import type { FunnelViewProps } from './FunnelChart.tsx';
import { verticalRiver } from '@/ui/river/geometry.ts';
import { StepPills } from './StepPills.tsx';

const names = 0.39;
const numbers = 52;
const pitch = 96;
/** About the width of a digit, and of the rate that stands beside the count. */
const digit = 11.4;
const rateRoom = 46;

/** Top to bottom, for phones: stages at the left, what leaves ends at its number at the right. */
export function RiverDown(props: FunnelViewProps): JSX.Element {
  const { funnel, flow, width, active, onPoint } = props;
  const left = Math.round(width * names) + 10;
  const shape = verticalRiver(flow, { left, width, stagePitch: pitch, numbers });
  const characters = Math.floor((left - 18 - rateRoom) / digit);
  const at = (index: number): number => shape.pillars[index]?.y ?? 0;
  return (
    <div className='down' style={{ height: shape.height }}>
      <ol className='stages'>
        {funnel.stages.map((stage, index) => (
          <li key={index} className='stage' style={{ top: at(index), width: left - 18 }}>
            <CountedButton what={{ figure: 'stage', stage: index + 1 }} className='stage-name'>
              <span title={stage.name}>{stage.name}</span>
            </CountedButton>
            <span className='stage-users'>
              <PeopleLink
                stage={index + 1}
                status='reached'
                users={stage.users}
                title={count(stage.users)}
              >
                {countIn(characters, Math.round(flow.users[index] ?? 0))}
              </PeopleLink>
              {index === 0 ? null : <em>{stage.users === 0 ? 'nobody yet' : rate(stage.rate)}</em>}
            </span>
          </li>
        ))}
      </ol>
      <div className='flow'>
        <River
          shape={shape}
          direction='down'
          leak={funnel.leak}
          active={active}
          onPoint={onPoint}
        />
        <StepPills {...props} places={shape.pills} brief />
      </div>
      <ul className='leavers'>
        {funnel.steps.map((step, index) => (
          <li
            key={index}
            data-leak={index === funnel.leak ? '' : undefined}
            style={{ top: shape.falls[index]?.label ?? at(index) + 34 }}
          >
            {step.left > 0
              ? (
                <PeopleLink
                  stage={index + 2}
                  status='dropped'
                  users={step.left}
                  title={`${count(step.left)} leave`}
                >
                  <b>−{countIn(6, step.left)}</b>
                </PeopleLink>
              )
              : null}
            {step.waiting > 0
              ? (
                <PeopleLink
                  stage={index + 2}
                  status='waiting'
                  users={step.waiting}
                  title={`${count(step.waiting)} still in time`}
                >
                  <span>
                    <i className='dots' aria-hidden='true' />
                    {countIn(5, step.waiting)}
                  </span>
                </PeopleLink>
              )
              : null}
          </li>
        ))}
      </ul>
    </div>
  );
}
