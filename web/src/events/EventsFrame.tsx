import type { ReactNode } from 'react';
import type { Project } from '@/api/answers.ts';
import { useProjects } from '@/api/queries.ts';
import { Notice } from '@/ui/Notice.tsx';
import { Page } from '@/ui/Page.tsx';
import { Link, useParam } from '@/ui/router.tsx';
import { eventsPath } from './paths.ts';

interface EventsFrameProps {
  readonly title: string;
  readonly controls?: (project: Project) => ReactNode;
  readonly children: (project: Project) => ReactNode;
}

/** A page about one project's events, once it is known which. */
export function EventsFrame({ title, controls, children }: EventsFrameProps): JSX.Element {
  const id = useParam('project');
  const { data, problem, loading, retry } = useProjects();
  const project = data?.find((project) => project.id === id);
  return (
    <Page
      title={title}
      place={
        <>
          <span>
            <Link to={eventsPath(id)} className='people-link' marksCurrent={false}>Events</Link>
          </span>
          <i>/</i>
          <b>{title}</b>
        </>
      }
      controls={project ? controls?.(project) : null}
    >
      {project ? children(project) : problem
        ? (
          <Notice
            title='The project could not be loaded'
            action={<button type='button' className='button' onClick={retry}>Try again</button>}
          >
            {problem.message}
          </Notice>
        )
        : loading
        ? <div aria-busy='true' />
        : <Notice title='There is no such project' />}
    </Page>
  );
}
