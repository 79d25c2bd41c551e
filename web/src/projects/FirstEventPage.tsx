import { useEffect, useState } from 'react';
import { peopleSeen } from '@/api/endpoints.ts';
import { useFunnels, useProjects } from '@/api/queries.ts';
import { count, plural } from '@/ui/format.ts';
import { CopyBlock } from '@/ui/CopyBlock.tsx';
import { Page } from '@/ui/Page.tsx';
import { Link, useParam } from '@/ui/router.tsx';
import { curlFor } from '@/api/curl.ts';
import { useTracking } from '@/api/trackingCode.ts';

const everyMilliseconds = 2000;

/** From no events to the first one: the key, one line to run, and a sign when it has arrived. */
export function FirstEventPage(): JSX.Element {
  const project = useParam('project');
  const projects = useProjects();
  const name = projects.data?.find(({ id }) => id === project)?.name ?? '';
  const funnels = useFunnels(project).data;
  const people = usePeopleSeen(project);
  const arrived = people !== null && people > 0;
  return (
    <Page
      title='Send events'
      place={
        <>
          <span>{name}</span>
          <i>/</i>
          <b>Send events</b>
        </>
      }
    >
      <section className='first'>
        <Listening people={people} />
        <h1>
          {arrived ? <>The flow has started.</> : (
            <>
              No events yet.<br />One line starts the flow.
            </>
          )}
        </h1>
        <ol className='path'>
          <li data-now={arrived ? undefined : ''} data-done={arrived ? '' : undefined}>
            <h2>Send an event</h2>
            <SendAnEvent project={project} />
          </li>
          <li data-now={arrived ? '' : undefined}>
            <h2>Choose what counts as progress</h2>
            <p>A funnel is a list of stages, each filled by an event.</p>
            <Link
              to={`/projects/${project}/funnels/new`}
              className={arrived ? 'button primary' : 'button'}
            >
              {funnels && funnels.length > 0 ? 'Make another funnel' : 'Make the first funnel'}
            </Link>
          </li>
        </ol>
      </section>
    </Page>
  );
}

function SendAnEvent({ project }: { project: string }): JSX.Element {
  const { key, snippet, problem } = useTracking(project);
  return (
    <>
      <p>Run this line in a terminal. The key can only write events, so it may stand in a page.</p>
      <CopyBlock
        label='first event'
        text={curlFor(location.origin, key, 'page_view', 'visitor-1')}
      />
      {key === null ? <KeyUnknown failed={problem !== null} /> : (
        <p>
          Write key <code className='key'>{key}</code>
        </p>
      )}
      {snippet === null ? null : (
        <details>
          <summary>From a web page instead</summary>
          <p>Paste this before the closing head tag. Every page view is then sent.</p>
          <CopyBlock label='tracking code' text={snippet} />
        </details>
      )}
    </>
  );
}

function KeyUnknown({ failed }: { failed: boolean }): JSX.Element | null {
  return failed
    ? (
      <p>
        Put the project's write key in place of <code className='key'>WRITE_KEY</code>. It was shown
        {' '}
        when the project was created.
      </p>
    )
    : null;
}

function Listening({ people }: { people: number | null }): JSX.Element {
  const arrived = people !== null && people > 0;
  const words = arrived
    ? `Receiving events, from ${count(people)} ${plural(people, 'person', 'people')} so far`
    : people === 0
    ? 'Listening'
    : 'Ready';
  return (
    <p className='listening' role='status' data-arrived={arrived ? '' : undefined}>
      <i aria-hidden='true' />
      {words}
    </p>
  );
}

/** Asks every two seconds while the page is on show; `null` until the server has answered. */
function usePeopleSeen(project: string): number | null {
  const [people, setPeople] = useState<number | null>(null);
  useEffect(() => {
    const abort = new AbortController();
    const always = { start: '2000-01-01', end: new Date().toISOString().slice(0, 10) };
    const look = (): void => {
      if (document.visibilityState !== 'visible') return;
      peopleSeen(project, always, abort.signal).then(setPeople, () => {
        // Only a comfort: without an answer the page says nothing about arrivals.
      });
    };
    look();
    const timer = setInterval(look, everyMilliseconds);
    return () => {
      clearInterval(timer);
      abort.abort();
    };
  }, [project]);
  return people;
}
