import { useEffect, useMemo, useRef, useState } from 'react';
import type { FunnelAnswer, Project } from '@/api/answers.ts';
import { createFunnel } from '@/api/endpoints.ts';
import { Problem } from '@/api/problem.ts';
import { funnelsChanged, useFunnels } from '@/api/queries.ts';
import { tryDefinition } from '@/api/reports.ts';
import { useQuery } from '@/api/useQuery.ts';
import { funnelPath } from '@/question/paths.ts';
import { useRange } from '@/question/useRange.ts';
import { count, lengthInWords } from '@/ui/format.ts';
import { Silhouette } from '@/ui/river/Silhouette.tsx';
import { Link, navigate } from '@/ui/router.tsx';
import { type Arrivals, eventsKnown } from './arrivals.ts';
import { definitionFrom, proposalFrom, type ProposedStage, within } from './proposal.ts';

interface FirstFunnelProps {
  readonly project: Project;
  readonly arrivals: Arrivals;
}

/** From events to a funnel: proposed out of what came, or made by hand. */
export function FirstFunnel({ project, arrivals }: FirstFunnelProps): JSX.Element {
  const funnels = useFunnels(project.id).data;
  const stages = useMemo(() => proposalFrom(eventsKnown(arrivals)), [arrivals]);
  const isFirst = funnels?.length === 0;
  const some = arrivals.taken > 0 || (arrivals.earlier?.length ?? 0) > 0;
  return (
    <section className='install-step' aria-labelledby='install-funnel'>
      <h2 id='install-funnel' data-step='3'>Choose what counts as progress</h2>
      {stages && isFirst
        ? <Proposal project={project} stages={stages} taken={arrivals.taken} />
        : (
          <>
            <p>
              {isFirst && some
                ? 'Send one more kind of event, or open a second page, and a funnel is proposed here.'
                : 'A funnel is a list of stages, each filled by an event.'}
            </p>
            <Link to={`/projects/${project.id}/funnels/new`} className='button'>
              {funnels && !isFirst ? 'Make another funnel' : 'Make the first funnel'}
            </Link>
          </>
        )}
    </section>
  );
}

interface ProposalProps {
  readonly project: Project;
  readonly stages: readonly ProposedStage[];
  readonly taken: number;
}

/** What is proposed is counted again this often at most while events come. */
const pause = 800;

function Proposal({ project, stages, taken }: ProposalProps): JSX.Element {
  const { span } = useRange(project.timezone);
  const definition = definitionFrom(stages);
  const wanted = JSON.stringify(definition);
  const key = useCalm(`proposal ${project.id} ${wanted} ${taken}`, pause);
  const { data, problem } = useQuery(
    key,
    (signal) => tryDefinition(project.id, definition, span, signal),
    `proposal ${project.id}`,
  );
  const [state, setState] = useState<'rest' | 'creating'>('rest');
  const [fault, setFault] = useState('');
  const create = (): void => {
    setState('creating');
    setFault('');
    createFunnel({ ...definition, project_id: project.id }).then(
      (funnel) => {
        funnelsChanged(project.id);
        navigate(funnelPath(project.id, funnel.id));
      },
      (error: unknown) => {
        setState('rest');
        setFault(error instanceof Problem ? error.message : 'That did not work. Try again.');
      },
    );
  };
  const counted = data?.stages.map(({ stage_name: name }) => name).join('\n');
  const matching = counted === stages.map(({ name }) => name).join('\n') ? data : null;
  return (
    <div className='proposal'>
      <p>
        From what came: people who did {stages.map(({ name }, place) => (
          <span key={name}>
            {place === 0 ? '' : ', then '}
            <b>{place === 0 ? name : within(name)}</b>
          </span>
        ))} within {lengthInWords(definition.window_seconds)}.
      </p>
      {problem && !data
        ? <p role='alert'>{problem.message}</p>
        : <River stages={stages} answer={matching} />}
      <div className='form-end'>
        <button
          type='button'
          className='button primary'
          disabled={state === 'creating'}
          onClick={create}
        >
          {state === 'creating' ? 'Creating…' : 'Create this funnel'}
        </button>
        <Link to={`/projects/${project.id}/funnels/new`} className='button'>
          Choose other stages
        </Link>
      </div>
      <div role='alert'>{fault ? <p className='field-error'>{fault}</p> : null}</div>
    </div>
  );
}

const [riverWidth, riverHeight] = [400, 56];

function River(
  { stages, answer }: { stages: readonly ProposedStage[]; answer: FunnelAnswer | null },
): JSX.Element {
  const users = stages.map((_, place) => answer?.stages[place]?.users ?? null);
  const most = Math.max(1, users[0] ?? 1);
  return (
    <div className='proposal-river' data-waiting={answer === null ? '' : undefined}>
      <Silhouette
        shares={users.map((n) => n === null ? 1 : n / most)}
        width={riverWidth}
        height={riverHeight}
      />
      <ol>
        {stages.map(({ name }, place) => (
          <li key={name}>
            <b>{users[place] == null ? '\u00a0' : count(users[place])}</b>
            <span title={name}>{name}</span>
          </li>
        ))}
      </ol>
    </div>
  );
}

/** The newest value, told at most once in so many milliseconds. */
function useCalm(value: string, milliseconds: number): string {
  const [calm, setCalm] = useState(value);
  const latest = useRef(value);
  const timer = useRef<number | undefined>(undefined);
  useEffect(() => {
    latest.current = value;
    if (value === calm || timer.current !== undefined) return;
    timer.current = setTimeout(() => {
      timer.current = undefined;
      setCalm(latest.current);
    }, milliseconds);
  }, [value, calm, milliseconds]);
  useEffect(() => () => clearTimeout(timer.current), []);
  return calm;
}
