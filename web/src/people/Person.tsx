import { useEffect, useRef } from 'react';
import type { FunnelDefinition, Project } from '@/api/answers.ts';
import { useExplanation } from '@/api/reports.ts';
import { useSearch } from '@/question/search.ts';
import { useRange } from '@/question/useRange.ts';
import { Icon } from '@/ui/icons.tsx';
import { Link } from '@/ui/router.tsx';
import { personPath } from '@/question/paths.ts';
import { Timeline } from './Timeline.tsx';
import { Trace } from './Trace.tsx';

interface PersonProps {
  readonly project: Project;
  readonly funnel: FunnelDefinition;
  readonly person: string;
}

/** One person: why they are counted as they are, and everything they did. */
export function Person({ project, funnel, person }: PersonProps): JSX.Element {
  const { to } = useSearch();
  const { span } = useRange(project.timezone);
  const { data, problem, retry } = useExplanation(funnel.id, span, person);
  const heading = useRef<HTMLHeadingElement>(null);
  // What had the focus is hidden now; who hears the page is told whom it shows.
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  return (
    <>
      <header className='drawer-head'>
        <Link to={to({ person: null })} marksCurrent={false} className='drawer-back'>
          <Icon name='back' size={14} />All of them
        </Link>
        <h2 ref={heading} tabIndex={-1} className='person-id'>{person}</h2>
      </header>
      <div className='drawer-scroll' tabIndex={0} role='region' aria-label={person}>
        <section aria-label='How they are counted'>
          <h3>How they are counted</h3>
          {data
            ? <Trace explanation={data} funnel={funnel} timezone={project.timezone} />
            : problem
            ? (
              <p role='alert'>
                {problem.message}{' '}
                <button type='button' className='text-button' onClick={retry}>Try again</button>
              </p>
            )
            : <div className='chart-waiting' aria-busy='true' />}
        </section>
        <section aria-label='Everything they did'>
          <div className='section-head'>
            <h3>Everything they did</h3>
            <Link to={personPath(project.id, person)} className='text-button'>
              Open their page
            </Link>
          </div>
          <Timeline project={project} person={person} />
        </section>
      </div>
    </>
  );
}
