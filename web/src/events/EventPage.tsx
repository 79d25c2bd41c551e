import type { Project } from '@/api/answers.ts';
import { useEventCounts, useEventTypes } from '@/api/explorer.ts';
import { ago } from '@/dates/instants.ts';
import { intervalFor } from '@/question/question.ts';
import { useRange } from '@/question/useRange.ts';
import { count, decimal, plural } from '@/ui/format.ts';
import { Link, useParam } from '@/ui/router.tsx';
import { EventCounts } from './EventCounts.tsx';
import { EventsFrame } from './EventsFrame.tsx';
import { Examples } from './Examples.tsx';
import { livePath } from './paths.ts';
import { PropertyList } from './PropertyList.tsx';
import { Dates } from './TypesPage.tsx';

/** One kind of event: how often it comes, and what comes with it. */
export default function EventPage(): JSX.Element {
  const event = useParam('event');
  return (
    <EventsFrame title={event} controls={(project) => <Dates project={project} />}>
      {(project) => <Event key={event} project={project} event={event} />}
    </EventsFrame>
  );
}

function Event({ project, event }: { project: Project; event: string }): JSX.Element {
  const { span } = useRange(project.timezone);
  const counts = useEventCounts(project.id, event, intervalFor(span), span);
  const total = counts.data?.points.reduce((sum, { count }) => sum + count, 0) ?? null;
  return (
    <section className='column wide events-page'>
      <header className='events-head'>
        <div>
          <h1 className='person-id'>{event}</h1>
          <Summary project={project} event={event} />
        </div>
        <Link
          to={`${livePath(project.id)}?event=${encodeURIComponent(event)}`}
          className='button'
        >
          Watch live
        </Link>
      </header>
      <EventCounts project={project} event={event} />
      <PropertyList project={project} event={event} total={total} />
      <Examples project={project} event={event} />
    </section>
  );
}

/** In one sentence: how many, of whom, and when the last one was. */
function Summary({ project, event }: { project: Project; event: string }): JSX.Element | null {
  const { span } = useRange(project.timezone);
  const { data } = useEventTypes(project.id, span, event);
  if (!data) return <p className='lead waiting' aria-busy='true' />;
  const type = data.items.find(({ name }) => name === event);
  if (!type) return <p className='lead'>None came in these days.</p>;
  const { count: n, users, last_seen: seen } = type;
  return (
    <p className='lead'>
      {count(n)} {plural(n, 'event', 'events')} of {count(users)}{' '}
      {plural(users, 'person', 'people')}
      {users > 0 && n > users ? `, ${decimal(n / users)} each` : ''}. Last seen{' '}
      {ago(seen, Date.now())}.
    </p>
  );
}
