import { useEffect } from 'react';
import type { FunnelDefinition, Project } from '@/api/answers.ts';
import { answersChanged, useFunnelAnswer, useFunnels, useProjects } from '@/api/queries.ts';
import { RangePicker } from '@/dates/RangePicker.tsx';
import { searchFor } from '@/dates/range.ts';
import { Icon } from '@/ui/icons.tsx';
import { Notice } from '@/ui/Notice.tsx';
import { Page } from '@/ui/Page.tsx';
import { useParam } from '@/ui/router.tsx';
import { FunnelMenu } from './FunnelMenu.tsx';
import { FunnelResult } from './FunnelResult.tsx';
import { FunnelSkeleton } from './FunnelSkeleton.tsx';
import { useRange } from './useRange.ts';

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
  const problem = projects.problem ?? funnels.problem;
  const retry = (): void => {
    projects.retry();
    funnels.retry();
  };
  const missing = !problem && projects.data && funnels.data && !funnels.loading;
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
  const answer = useFunnelAnswer(funnel.id, dates.span, 'everything');
  useRefreshOnReturn();
  return (
    <Page
      title={funnel.name}
      place={
        <>
          <span>Funnels</span>
          <i>/</i>
          <FunnelMenu
            project={project.id}
            funnels={funnels}
            current={funnel}
            search={searchFor(dates.range)}
          />
        </>
      }
      controls={
        <>
          <RangePicker
            range={dates.range}
            today={dates.today}
            timezone={project.timezone}
            onPick={dates.pick}
          />
          <button
            type='button'
            className='button icon-only'
            aria-label='Refresh'
            data-busy={answer.loading ? '' : undefined}
            onClick={answersChanged}
          >
            <Icon name='refresh' />
          </button>
        </>
      }
    >
      <FunnelResult
        key={funnel.id}
        project={project}
        funnel={funnel}
        answer={answer}
        dates={dates}
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
