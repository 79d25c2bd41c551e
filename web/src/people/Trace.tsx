import type { FunnelDefinition } from '@/api/answers.ts';
import type { Explanation } from '@/api/reports.ts';
import { instantIn } from '@/dates/instants.ts';
import { duration } from '@/ui/format.ts';
import { rampColour } from '@/ui/river/ramp.tsx';
import { reasonInWords, standing, traceOf } from './trace.ts';

interface TraceProps {
  readonly explanation: Explanation;
  readonly funnel: FunnelDefinition;
  readonly timezone: string;
}

/** The attempt that counts, stage by stage, and what became of every other event. */
export function Trace({ explanation, funnel, timezone }: TraceProps): JSX.Element {
  const stages = traceOf(funnel, explanation);
  const { deadline, candidates } = explanation;
  const isOver = deadline !== null && Date.parse(deadline) < Date.now();
  const isDone = stages.every(({ at }) => at !== null);
  return (
    <>
      <p className='standing'>{standing(funnel, explanation, Date.now())}</p>
      <ol className='trace'>
        {stages.map((stage) => (
          <li key={stage.number} data-missing={stage.at === null ? '' : undefined}>
            <i style={{ background: rampColour(stage.number - 1, stages.length) }} />
            <span className='trace-name'>
              <b>{stage.name}</b>
              <code>{stage.event}</code>
            </span>
            <span className='trace-when'>
              {stage.at === null ? 'not reached' : instantIn(timezone, stage.at, 'exact')}
              {stage.after === null ? null : <em>after {duration(stage.after)}</em>}
            </span>
          </li>
        ))}
      </ol>
      {deadline === null || isDone ? null : (
        <p className='trace-deadline'>
          Their time {isOver ? 'ended' : 'ends'} on {instantIn(timezone, deadline, 'exact')}.
        </p>
      )}
      {candidates.length === 0 ? null : (
        <details className='candidates'>
          <summary>Why other events do not count ({candidates.length})</summary>
          <ul>
            {candidates.map((candidate, index) => (
              <li key={`${candidate.event_id} ${index}`}>
                <span>
                  <code>{candidate.event}</code>
                  {candidate.stage === null ? null : <em>stage {candidate.stage}</em>}
                </span>
                <span className='trace-when'>{instantIn(timezone, candidate.at, 'exact')}</span>
                <span className='candidate-reason'>{reasonInWords(candidate.reason)}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}
