import { type Person, usePerson } from '@/api/explorer.ts';
import { useProjects } from '@/api/queries.ts';
import { instantIn } from '@/dates/instants.ts';
import { count, plural } from '@/ui/format.ts';
import { Notice } from '@/ui/Notice.tsx';
import { Page } from '@/ui/Page.tsx';
import { useParam } from '@/ui/router.tsx';
import { Timeline } from './Timeline.tsx';

function summaryOf({ events, sessions, first_seen: first }: Person, timezone: string): string {
  const parts = [
    `${count(events ?? 0)} ${plural(events ?? 0, 'event', 'events')}`,
    ...(sessions ? [`${count(sessions)} ${plural(sessions, 'session', 'sessions')}`] : []),
    ...(first ? [`first seen ${instantIn(timezone, first, 'day')}`] : []),
  ];
  return `${parts.join(', ')}.`;
}

/** A person's page: what is known of them, and everything they did. */
export default function PersonPage(): JSX.Element {
  const projectId = useParam('project');
  const person = useParam('person');
  const project = useProjects().data?.find(({ id }) => id === projectId);
  const { data, problem, retry } = usePerson(projectId, person);
  const traits = typeof data?.traits === 'object' && data.traits !== null
    ? Object.entries(data.traits)
    : [];
  const others = (data?.ids ?? []).filter((id) => id !== person);
  return (
    <Page
      title={person}
      place={
        <>
          <span>People</span>
          <i>/</i>
          <b>{person}</b>
        </>
      }
    >
      <section className='column wide person-page'>
        <h1 className='person-id'>{person}</h1>
        {problem && problem.status !== 404
          ? (
            <Notice
              form='banner'
              title='What is known of them could not be loaded'
              action={<button type='button' className='button' onClick={retry}>Try again</button>}
            >
              {problem.message}
            </Notice>
          )
          : null}
        {data?.events
          ? <p className='lead'>{summaryOf(data, project?.timezone ?? 'UTC')}</p>
          : null}
        {others.length > 0 ? <p className='lead'>Also known as {others.join(', ')}.</p> : null}
        {traits.length > 0
          ? (
            <dl className='traits'>
              {traits.map(([name, value]) => (
                <div key={name}>
                  <dt>{name}</dt>
                  <dd>{typeof value === 'string' ? value : JSON.stringify(value)}</dd>
                </div>
              ))}
            </dl>
          )
          : null}
        <h2>Everything they did</h2>
        {project ? <Timeline project={project} person={person} /> : null}
      </section>
    </Page>
  );
}
