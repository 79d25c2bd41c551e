import { useState } from 'react';
import type { FunnelDefinition, Project } from '@/api/answers.ts';
import { curlFor } from '@/api/curl.ts';
import { type DateSpan, funnelAnswer, peopleSeen } from '@/api/endpoints.ts';
import { useQuery } from '@/api/useQuery.ts';
import { useTracking } from '@/api/trackingCode.ts';
import { addDays, daysIn, spanEnding, spanInWords } from '@/dates/range.ts';
import { count, plural } from '@/ui/format.ts';
import { CopyBlock } from '@/ui/CopyBlock.tsx';
import { latestDay } from './latestDay.ts';
import type { Noun } from '@/question/noun.ts';
import { StillRiver } from './StillRiver.tsx';
import type { RangeInUse } from '@/question/useRange.ts';

interface EmptyRangeProps {
  readonly project: Project;
  readonly funnel: FunnelDefinition;
  readonly dates: RangeInUse;
  readonly noun: Noun;
}

const firstDay = '2000-01-01';

/** Nobody entered in these days: why that may be, and the way to where there is something. */
export default function EmptyRange({ project, funnel, dates, noun }: EmptyRangeProps): JSX.Element {
  const always = { start: firstDay, end: addDays(dates.today, 1) };
  const everAnswer = useQuery(
    `ever ${funnel.id}`,
    (signal) => funnelAnswer(funnel.id, always, 'counts', signal),
  );
  const ever = everAnswer.data?.entered_users ?? null;
  const stage = funnel.stages[0];
  const event = stage?.event || stage?.any_of[0] || '';
  return (
    <section className='empty'>
      <StillRiver />
      <h1>Nobody entered, {spanInWords(dates.span, dates.today)}.</h1>
      {ever === null
        ? null
        : ever > 0
        ? <Elsewhere ever={ever} funnel={funnel} dates={dates} noun={noun} always={always} />
        : <NeverEntered project={project} event={event} always={always} />}
    </section>
  );
}

interface ElsewhereProps {
  readonly ever: number;
  readonly funnel: FunnelDefinition;
  readonly dates: RangeInUse;
  readonly noun: Noun;
  readonly always: DateSpan;
}

function Elsewhere({ ever, funnel, dates, noun, always }: ElsewhereProps): JSX.Element {
  const [state, setState] = useState<'rest' | 'looking' | 'failed'>('rest');
  const go = (): void => {
    setState('looking');
    const enteredSince = (start: string): Promise<number> =>
      funnelAnswer(funnel.id, { start, end: always.end }, 'counts', new AbortController().signal)
        .then((answer) => answer.entered_users);
    latestDay(always, enteredSince).then(
      (day) => dates.pick(spanEnding(day, Math.max(30, daysIn(dates.span)))),
      () => setState('failed'),
    );
  };
  return (
    <>
      <p>
        {count(ever)} {plural(ever, noun.one, noun.many)} entered this funnel on other days.
      </p>
      <button type='button' className='button primary' onClick={go} disabled={state === 'looking'}>
        {state === 'looking' ? 'Looking…' : 'Go to the latest days'}
      </button>
      <div role='alert'>
        {state === 'failed' ? <p className='field-error'>They could not be found.</p> : null}
      </div>
    </>
  );
}

interface NeverEnteredProps {
  readonly project: Project;
  readonly event: string;
  readonly always: DateSpan;
}

function NeverEntered({ project, event, always }: NeverEnteredProps): JSX.Element {
  const seen = useQuery(
    `people ${project.id}`,
    (signal) => peopleSeen(project.id, always, signal),
  );
  const people = seen.data;
  const { key } = useTracking(project.id);
  return (
    <>
      <p>
        {people === 0
          ? <>No event has arrived in this project yet. This line sends the first one:</>
          : people === null
          ? (
            <>
              No <code>{event}</code> has arrived yet. This line sends one:
            </>
          )
          : (
            <>
              Events arrive, but none called{' '}
              <code>{event}</code>. Is it spelled so where it is sent? This line sends one:
            </>
          )}
      </p>
      <CopyBlock
        label='one event'
        text={curlFor(location.origin, key, event, 'visitor-1')}
      />
    </>
  );
}
