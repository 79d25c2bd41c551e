import { useEffect } from 'react';
import type { FunnelDefinition, Project } from '@/api/answers.ts';
import { answersChanged, useFunnelAnswer, useFunnels, useProjects } from '@/api/queries.ts';
import { Notice } from '@/ui/Notice.tsx';
import { Page } from '@/ui/Page.tsx';
import { useSearch } from '@/question/search.ts';
import { Link, useParam } from '@/ui/router.tsx';
import { FunnelControls } from './FunnelControls.tsx';
import { FunnelMenu } from './FunnelMenu.tsx';
import { FunnelResult } from './FunnelResult.tsx';
import { useFunnelCommands } from './commands.ts';
import { FunnelSkeleton } from './FunnelSkeleton.tsx';
import { funnelsPath } from '@/question/paths.ts';
import { useRange } from '@/question/useRange.ts';
import { carriedSearch, comparesFrom } from '@/question/question.ts';

/** One funnel in one range of days; the address holds both. */
export default function FunnelPage(): JSX.Element {
  const projectId = useParam('project');
  const funnelId = useParam('funnel');
  const projects = useProjects();
  const funnels = useFunnels(projectId);
  const project = projects.data?.find(({ id }) => id === projectId);
  const funnel = funnels.data?.find(({ id }) => id === funnelId);
  if (project && funnel) {
    return <FunnelView project={project} funnel={funnel} funnels={funnels.data ?? []} />;
  }
  const failed = projects.problem ?? funnels.problem;
  // 404 and 422: the address names no project, or is none that one could have.
  const nowhere = failed?.status === 404 || failed?.status === 422;
  const problem = nowhere ? null : failed;
  const retry = (): void => {
    projects.retry();
    funnels.retry();
  };
  const missing = nowhere || (!problem && projects.data && funnels.data && !funnels.loading);
  return (
    <Page title='Funnel' place={<b>Funnel</b>}>
      {problem
        ? (
          <Notice
            title='The funnel could not be loaded'
            action={<button type='button' className='button' onClick={retry}>Try again</button>}
          >
            {problem.message}
          </Notice>
        )
        : missing
        ? <Notice title='There is no such funnel'>It may have been deleted.</Notice>
        : <FunnelSkeleton names={[]} />}
    </Page>
  );
}

interface FunnelViewProps {
  readonly project: Project;
  readonly funnel: FunnelDefinition;
  readonly funnels: readonly FunnelDefinition[];
}

function FunnelView({ project, funnel, funnels }: FunnelViewProps): JSX.Element {
  const dates = useRange(project.timezone);
  const { search } = useSearch();
  const compares = comparesFrom(search);
  const answer = useFunnelAnswer(funnel.id, dates.span, 'everything');
  useRefreshOnReturn();
  useFunnelCommands(funnel, dates);
  return (
    <Page
      title={funnel.name}
      place={
        <>
          <Link to={funnelsPath(project.id)} marksCurrent={false}>Funnels</Link>
          <i>/</i>
          <FunnelMenu
            project={project.id}
            funnels={funnels}
            current={funnel}
            search={carriedSearch(search)}
          />
        </>
      }
      controls={<FunnelControls project={project} funnel={funnel} answer={answer} dates={dates} />}
    >
      <FunnelResult
        key={funnel.id}
        project={project}
        funnel={funnel}
        answer={answer}
        dates={dates}
        compares={compares}
      />
    </Page>
  );
}

/** Numbers that grew old in a hidden tab are asked for again when it comes to the front. */
function useRefreshOnReturn(): void {
  useEffect(() => {
    const onReturn = (): void => {
      if (document.visibilityState === 'visible') answersChanged();
    };
    document.addEventListener('visibilitychange', onReturn);
    return () => document.removeEventListener('visibilitychange', onReturn);
  }, []);
}
