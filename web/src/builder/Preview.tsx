import { useEffect, useMemo, useState } from 'react';
import type { FunnelAnswer, Project } from '@/api/answers.ts';
import { tryDefinition } from '@/api/reports.ts';
import { useQuery } from '@/api/useQuery.ts';
import { spanInWords } from '@/dates/range.ts';
import { useRange } from '@/question/useRange.ts';
import { count, rate } from '@/ui/format.ts';
import { rampColour } from '@/ui/river/ramp.tsx';
import { type Draft, faultsOf, toApi } from './draft.ts';

/** While somebody types there is nothing to count yet. */
const pause = 350;

interface PreviewProps {
  readonly project: Project;
  readonly draft: Draft;
}

/** What the funnel would say as it stands, before it is saved. */
export function Preview({ project, draft }: PreviewProps): JSX.Element {
  const { span, today } = useRange(project.timezone);
  const wanted = useMemo(() => definitionOf(draft), [draft]);
  const asked = useSettled(wanted);
  const { data, problem, stale, loading } = useQuery(
    asked && `answer draft ${project.id} ${asked} ${span.start} ${span.end}`,
    (signal) => tryDefinition(project.id, JSON.parse(asked ?? '{}'), span, signal),
    `draft ${project.id}`,
  );
  const old = stale || wanted !== asked;
  return (
    <section className='preview' aria-label='Result' aria-busy={loading}>
      <header>
        <h2>Result</h2>
        <p>{spanInWords(span, today)}</p>
      </header>
      {problem && asked === wanted
        ? <p role='alert' className='chart-problem'>{problem.message}</p>
        : null}
      {wanted === null && data
        ? <p className='preview-old'>As it was: something is missing now.</p>
        : null}
      {data ? <Bars answer={data} stale={old} /> : problem ? null : (
        <p className='chart-nothing'>
          {wanted === null ? 'Name an event for each stage to see who gets through.' : '\u00a0'}
        </p>
      )}
    </section>
  );
}

/** Null while something is missing; the name is not among what counts. */
export function definitionOf(draft: Draft): string | null {
  const named = { ...draft, name: 'Draft' };
  if (Object.keys(faultsOf(named)).length > 0) return null;
  return JSON.stringify(toApi(named));
}

/** The value once it has stood for a moment; while there is none, the last there was. */
function useSettled(value: string | null): string | null {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    if (value === null) return;
    const timer = setTimeout(() => setSettled(value), pause);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}

function Bars({ answer, stale }: { answer: FunnelAnswer; stale: boolean }): JSX.Element {
  const entered = answer.entered_users;
  return (
    <div className='preview-body' data-stale={stale ? '' : undefined}>
      <p className='preview-rate'>
        <b>{rate(answer.overall_conversion_rate)}</b>
        <span>
          {count(answer.converted_users)} of {count(entered)} get to the end
        </span>
      </p>
      <ol>
        {answer.stages.map((stage, index) => (
          <li key={index}>
            <span className='preview-name'>{stage.stage_name}</span>
            <span className='preview-count'>{count(stage.users)}</span>
            <span className='preview-track'>
              <i
                style={{
                  width: `${stage.conversion_rate}%`,
                  background: rampColour(index, answer.stages.length),
                }}
              />
            </span>
            <span className='preview-share'>
              {index === 0 ? 'entered' : `${rate(stage.step_conversion_rate)} of the stage before`}
              {stage.users === 0 && entered > 0 ? ': is the event spelled as it is sent?' : ''}
            </span>
          </li>
        ))}
      </ol>
    </div>
  );
}
