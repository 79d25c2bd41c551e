import { memo } from 'react';
import { count, countIn, duration, rate } from '@/ui/format.ts';
import { PeopleLink } from '@/question/PeopleLink.tsx';
import { signed, toneOf } from './changeWords.ts';
import type { Change } from './comparison.ts';
import { CountedButton } from './counted/CountedButton.tsx';
import type { Stage } from './model.ts';

interface StageHeadProps {
  readonly stage: Stage;
  /** As it is drawn at this moment. */
  readonly users: number;
  /** From 1. */
  readonly number: number;
  readonly change: Change | null;
  /** How wide its column is. */
  readonly column: number;
}

/** About the width of a digit in the counts. */
const digit = 13.4;

/** A stage's name and numbers, over its column. */
export const StageHead = memo(function StageHead(props: StageHeadProps): JSX.Element {
  const { stage, users, number, change, column } = props;
  const first = number === 1;
  const { median_seconds: median } = stage.times;
  return (
    <li className='stage'>
      <CountedButton what={{ figure: 'stage', stage: number }} className='stage-name'>
        <span title={stage.name}>{stage.name}</span>
      </CountedButton>
      <PeopleLink
        stage={number}
        status='reached'
        users={stage.users}
        className='stage-users'
        title={count(stage.users)}
      >
        {countIn(Math.floor((column - 20) / digit), Math.round(users))}
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
});
