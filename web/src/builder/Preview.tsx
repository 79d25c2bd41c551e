import type { FunnelAnswer } from '@/api/answers.ts';
import { spanInWords } from '@/dates/range.ts';
import { count, percentSpan, rate } from '@/ui/format.ts';
import { rampColour } from '@/ui/river/ramp.tsx';
import { Silhouette } from '@/ui/river/Silhouette.tsx';
import type { Outcome } from './usePreview.ts';

/** As on the funnel's page: fewer people are too few to tell. */
const fewest = 30;

/** What the funnel would say as it stands, before it is saved. */
export function Preview(
  { outcome, sentence }: { readonly outcome: Outcome; readonly sentence: string },
): JSX.Element {
  const { answer, failure, incomplete, loading, faults } = outcome;
  const marked = Object.keys(faults).length > 0;
  return (
    <section className='preview' aria-label='Result' aria-busy={loading}>
      <header>
        <h2>Result</h2>
        <p>{spanInWords(outcome.span, outcome.today)}</p>
      </header>
      {failure === null ? null : (
        <p role='alert' className='chart-problem'>
          {failure}{' '}
          <button type='button' className='text-button' onClick={outcome.retry}>Try again</button>
        </p>
      )}
      {answer && (incomplete || marked)
        ? (
          <p className='preview-old'>
            {incomplete
              ? 'As it was: something is missing now.'
              : 'As it was, before what is marked.'}
          </p>
        )
        : null}
      {answer
        ? <Figures answer={answer} stale={outcome.stale} />
        : failure !== null
        ? null
        : (
          <p className='chart-nothing'>
            {incomplete
              ? 'Name an event for each stage to see who gets through.'
              : marked
              ? 'Mend what is marked to see who gets through.'
              : '\u00a0'}
          </p>
        )}
      <p className='preview-sentence'>{sentence}</p>
    </section>
  );
}

function Figures({ answer, stale }: { answer: FunnelAnswer; stale: boolean }): JSX.Element {
  const entered = answer.entered_users;
  const interval = answer.stages.at(-1)?.conversion_interval ?? null;
  return (
    <div className='preview-body' data-stale={stale ? '' : undefined}>
      <p className='preview-rate'>
        <b>{entered === 0 ? '–' : rate(answer.overall_conversion_rate)}</b>
        <span>
          {entered === 0
            ? 'Nobody entered in these days'
            : `${count(answer.converted_users)} of ${count(entered)} get to the end`}
          <small>
            {entered === 0
              ? ''
              : entered < fewest || interval === null
              ? 'too few to tell'
              : `plausibly ${percentSpan(interval)}`}
          </small>
        </span>
      </p>
      {entered === 0 ? null : (
        <Silhouette
          shares={answer.stages.map(({ conversion_rate: share }) => share / 100)}
          width={264}
          height={48}
        />
      )}
      <ol>
        {answer.stages.map((stage, index) => (
          <li key={index}>
            <span className='preview-name'>
              <i style={{ background: rampColour(index, answer.stages.length) }} />
              {stage.stage_name}
            </span>
            <span className='preview-count'>{count(stage.users)}</span>
            <span className='preview-share'>
              {index === 0 ? 'entered' : `${rate(stage.step_conversion_rate)} of the stage before`}
            </span>
          </li>
        ))}
      </ol>
    </div>
  );
}
