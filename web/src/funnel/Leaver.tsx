import { memo } from 'react';
import { PeopleLink } from '@/question/PeopleLink.tsx';
import { count, countIn, plural, rate } from '@/ui/format.ts';
import type { Step } from './model.ts';

interface LeaverProps {
  readonly step: Step;
  /** The number of the stage they did not reach. */
  readonly stage: number;
  readonly leak: boolean;
}

/** Who left between two stages, and who still may go on: each number leads to its people. */
export const Leaver = memo(function Leaver({ step, stage, leak }: LeaverProps): JSX.Element {
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
            {rate(step.leftRate)} {leak
              ? (
                <span className='leaver-leak'>
                  <i>·</i> biggest leak
                </span>
              )
              : null}
          </span>
        )
        : null}
      {step.waiting > 0
        ? (
          <span className='leaver-waiting'>
            <i className='dots' aria-hidden='true' />
            <PeopleLink stage={stage} status='waiting' users={step.waiting}>
              {countIn(9, step.waiting)} <span className='leaver-still'>still</span> in time
            </PeopleLink>
          </span>
        )
        : null}
    </>
  );
});
