import { PeopleLink } from '@/question/PeopleLink.tsx';
import { count, decimal, duration, percent, percentRange, rate } from '@/ui/format.ts';
import { rampColour } from '@/ui/river/ramp.tsx';
import { previousInWords, signed, tooFewInWords, verdictInWords } from './changeWords.ts';
import type { Change, Changes } from './comparison.ts';
import type { Noun } from '@/question/noun.ts';
import { CountedButton } from './counted/CountedButton.tsx';
import type { Funnel, Step } from './model.ts';
import { inNoun } from '@/question/noun.ts';

interface StepNoteProps {
  readonly funnel: Funnel;
  readonly step: number;
  readonly noun: Noun;
  readonly changes: Changes | null;
}

/** The note in the margin: one fixed place that explains the step one looks at. */
export function StepNote(props: StepNoteProps): JSX.Element | null {
  const { funnel, step: index, noun, changes } = props;
  const change = changes?.steps[index] ?? null;
  const step = funnel.steps[index];
  if (!step) return null;
  const colour = index === funnel.leak ? 'var(--leak)' : rampColour(index, funnel.stages.length);
  const { median_seconds: median, p90_seconds: p90 } = step.to.times;
  return (
    <aside
      className='note'
      aria-live='polite'
      aria-label='About this step'
      style={{ borderColor: colour }}
    >
      <h2>
        {step.from.name} <i>→</i> {step.to.name}
      </h2>
      <HowManyGoOn step={step} noun={noun} />
      {change && changes && !step.tooFew ? <StepChange change={change} changes={changes} /> : null}
      {step.waiting > 0
        ? (
          <p>
            <i className='dots' aria-hidden='true' /> <b>{inNoun(step.waiting, noun)}</b> still{' '}
            {step.waiting === 1 ? 'has' : 'have'} time.
          </p>
        )
        : null}
      {median === null ? null : (
        <p>
          Half take at most <b>{duration(median)}</b>
          {p90 === null ? '.' : `, nine in ten at most ${duration(p90)}.`}
        </p>
      )}
      {step.whatIf
        ? (
          <p>
            If {percent(step.whatIf.rate, 0)} continued instead of {rate(step.rate)}, about{' '}
            <b>{count(step.whatIf.more)} more</b> would reach {funnel.stages.at(-1)?.name}.
          </p>
        )
        : null}
      <p className='note-who'>
        {step.left > 0
          ? (
            <PeopleLink stage={index + 2} status='dropped' users={step.left}>
              See who leaves
            </PeopleLink>
          )
          : null}
        <CountedButton what={{ figure: 'step', stage: index + 2 }}>
          How is this counted?
        </CountedButton>
      </p>
    </aside>
  );
}

/** Against the same step in the days before. */
function StepChange({ change, changes }: { change: Change; changes: Changes }): JSX.Element {
  if (change.verdict === 'too few') return <p>{tooFewInWords(changes)}</p>;
  const digits = decimal(Math.abs(change.points));
  return (
    <p>
      {signed(change.points) === '±0' ? <>The same as in {previousInWords(changes)}.</> : (
        <>
          <b>{digits} points {change.points < 0 ? 'below' : 'above'}</b> {previousInWords(changes)},
          {' '}
          {verdictInWords(change)}.
        </>
      )}
    </p>
  );
}

function HowManyGoOn({ step, noun }: { step: Step; noun: Noun }): JSX.Element {
  if (step.from.users === 0) return <p>Nobody has reached {step.from.name} in these days.</p>;
  if (step.to.users === 0) return <NobodyGoesOn step={step} noun={noun} />;
  if (step.tooFew) {
    return (
      <p>
        <b>{count(step.to.users)} of {inNoun(step.from.users, noun)}</b>{' '}
        continue. That is too few to tell: anything from {percentRange(step.interval)}{' '}
        fits these numbers.
      </p>
    );
  }
  return (
    <p>
      <b>{rate(step.rate)}</b> continue, plausibly {percentRange(step.interval)}.
      {step.left > 0
        ? (
          <>
            {' '}
            <b>{inNoun(step.left, noun)}</b> left ({rate(step.leftRate)}).
          </>
        )
        : null}
    </p>
  );
}

/** A mistyped event and a stage that is not built yet look the same: both are said. */
function NobodyGoesOn({ step, noun }: { step: Step; noun: Noun }): JSX.Element {
  return (
    <p>
      Of {inNoun(step.from.users, noun)} <b>nobody has reached {step.to.name}</b>{' '}
      in these days. If that is a surprise: is its event spelled as it is sent?
    </p>
  );
}
