import { useFunnels, useProjects } from '@/api/queries.ts';
import type { Query } from '@/api/useQuery.ts';
import { lastProject } from '@/projects/lastProject.ts';
import { Notice } from '@/ui/Notice.tsx';
import { Page } from '@/ui/Page.tsx';
import { Redirect, useParam } from '@/ui/router.tsx';

/** `/`: to the project that was open last, else the first, else to make one. */
export function FirstProject(): JSX.Element {
  const projects = useProjects();
  if (!projects.data) return <Arriving query={projects} what='projects' />;
  const last = lastProject();
  const project = projects.data.find(({ id }) => id === last) ?? projects.data[0];
  return <Redirect to={project ? `/projects/${project.id}` : '/projects/new'} />;
}

/** `/projects/…`: to its first funnel, else to its first event. */
export function FirstFunnel(): JSX.Element {
  const project = useParam('project');
  const funnels = useFunnels(project);
  if (!funnels.data) return <Arriving query={funnels} what='funnels' />;
  const funnel = funnels.data.find((it) => it.is_active) ?? funnels.data[0];
  return (
    <Redirect
      to={funnel ? `/projects/${project}/funnels/${funnel.id}` : `/projects/${project}/start`}
    />
  );
}

function Arriving({ query, what }: { query: Query<unknown>; what: string }): JSX.Element {
  const { problem, retry } = query;
  return (
    <Page title='' place={null}>
      {problem
        ? (
          <Notice
            title={problem.status === 404
              ? 'There is no such project'
              : `Your ${what} could not be loaded`}
            action={<button type='button' className='button' onClick={retry}>Try again</button>}
          >
            {problem.message}
          </Notice>
        )
        : <div aria-busy='true' />}
    </Page>
  );
}
