import { useEffect } from 'react';
import type { Project } from '@/api/answers.ts';
import { useProjects } from '@/api/queries.ts';
import { latestEventChanged } from '@/api/storage.ts';
import { useTracking } from '@/api/trackingCode.ts';
import { useSearch } from '@/question/search.ts';
import { Notice } from '@/ui/Notice.tsx';
import { Page } from '@/ui/Page.tsx';
import { useParam } from '@/ui/router.tsx';
import { SampleOffer } from '../SampleOffer.tsx';
import { FirstFunnel } from './FirstFunnel.tsx';
import { LiveCheck } from './LiveCheck.tsx';
import { SendingCode } from './SendingCode.tsx';
import { useArrivals } from './useArrivals.ts';
import { wayFrom } from './ways.ts';

/** From no events to the first funnel: code to paste, a check that hears it, and what to count. */
export function InstallPage(): JSX.Element {
  const id = useParam('project');
  const { data, problem, retry } = useProjects();
  const project = data?.find((it) => it.id === id);
  return (
    <Page
      title='Install'
      place={
        <>
          <span>{project?.name}</span>
          <i>/</i>
          <b>Install</b>
        </>
      }
    >
      {project ? <Install key={project.id} project={project} /> : problem
        ? (
          <Notice
            title='The project could not be loaded'
            action={<button type='button' className='button' onClick={retry}>Try again</button>}
          >
            {problem.message}
          </Notice>
        )
        : data
        ? <Notice title='There is no such project' />
        : <div aria-busy='true' />}
    </Page>
  );
}

function Install({ project }: { project: Project }): JSX.Element {
  const { search, change } = useSearch();
  const way = wayFrom(search.get('with'));
  const tracking = useTracking(project.id);
  const check = useArrivals(project.id);
  const { taken, earlier } = check.arrivals;
  const flows = taken > 0;
  // The sidebar would go on to say for a while that there are no events yet.
  useEffect(() => {
    if (flows) latestEventChanged(project.id);
  }, [flows, project.id]);
  return (
    <section className='install'>
      <h1>{taken > 0 ? 'The flow has started.' : 'One line starts the flow.'}</h1>
      <div className='install-columns'>
        <div className='install-code'>
          <section className='install-step' aria-labelledby='install-send'>
            <h2 id='install-send' data-step='1' data-done={taken > 0 ? '' : undefined}>
              Send an event
            </h2>
            <SendingCode
              way={way}
              onWay={(next) => change({ with: next }, 'replace')}
              tracking={tracking}
            />
          </section>
          {taken === 0 && earlier?.length === 0 ? <SampleOffer /> : null}
        </div>
        <div className='install-check'>
          <LiveCheck project={project} way={way} writeKey={tracking.key} check={check} />
          <FirstFunnel project={project} arrivals={check.arrivals} />
        </div>
      </div>
    </section>
  );
}
