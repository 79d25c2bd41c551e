import type { Project } from '@/api/answers.ts';
import { useEventTypes } from '@/api/explorer.ts';
import type { LiveState } from '@/api/live.ts';
import { instantIn } from '@/dates/instants.ts';
import { EventFacts } from '@/question/EventFacts.tsx';
import { personPath } from '@/question/paths.ts';
import { useSearch } from '@/question/search.ts';
import { count, plural } from '@/ui/format.ts';
import { Link } from '@/ui/router.tsx';
import { EventsFrame } from './EventsFrame.tsx';
import type { LiveList } from './liveList.ts';
import { useLive } from './useLive.ts';

/** What arrives, as it arrives. */
export default function LivePage(): JSX.Element {
  return (
    <EventsFrame title='Live events'>
      {(project) => <Stream project={project} />}
    </EventsFrame>
  );
}

const states: Readonly<Record<LiveState, string>> = {
  connecting: 'Connecting…',
  open: 'Listening',
  lost: 'The stream has ended',
};

function Stream({ project }: { project: Project }): JSX.Element {
  const { search, change } = useSearch();
  const event = search.get('event');
  const { list, state, paused, setPaused } = useLive(project.id, event);
  const { data: types } = useEventTypes(project.id);
  return (
    <section className='column wide'>
      <h1>Live events</h1>
      <div className='live-tools'>
        <p className='live-state' role='status' data-state={state}>
          <i aria-hidden='true' />
          {paused ? 'Paused' : states[state]}
          {list.received > 0
            ? ` · ${count(list.received)} ${plural(list.received, 'event', 'events')}`
            : ''}
        </p>
        <select
          className='quiet-select'
          aria-label='Which events'
          value={event ?? ''}
          onChange={({ target }) => change({ event: target.value || null }, 'replace')}
        >
          <option value=''>every event</option>
          {event !== null && !types?.items.some(({ name }) => name === event)
            ? <option value={event}>{event}</option>
            : null}
          {types?.items.map(({ name }) => <option key={name} value={name}>{name}</option>)}
        </select>
        <button
          type='button'
          className='button'
          aria-pressed={paused}
          onClick={() => setPaused(!paused)}
        >
          {paused && list.held.length > 0 ? `Show ${count(list.held.length)} new` : 'Pause'}
        </button>
      </div>
      <StreamBody list={list} state={state} project={project} />
    </section>
  );
}

interface StreamBodyProps {
  readonly list: LiveList;
  readonly state: LiveState;
  readonly project: Project;
}

function StreamBody({ list, state, project }: StreamBodyProps): JSX.Element {
  return (
    <>
      {state === 'lost'
        ? (
          <p role='alert' className='chart-problem'>
            The server does not send events to this page.{' '}
            <button type='button' className='text-button' onClick={() => location.reload()}>
              Try again
            </button>
          </p>
        )
        : null}
      {list.dropped > 0
        ? <p className='chart-problem'>{count(list.dropped)} more came too fast to be shown.</p>
        : null}
      {list.events.length === 0 && state !== 'lost'
        ? (
          <p className='live-none'>
            Nothing yet. What you send appears here within a second.{' '}
            <Link to={`/projects/${project.id}/start`} className='text-button'>
              How to send events
            </Link>
          </p>
        )
        : null}
      <ol className='live-list'>
        {list.events.map((event) => (
          <li key={event.id || `${event.timestamp} ${event.user_id}`}>
            <EventFacts
              event={event}
              when={instantIn(project.timezone, event.timestamp, 'clock')}
              who={
                <Link
                  to={personPath(project.id, event.user_id)}
                  className='people-link live-who'
                  marksCurrent={false}
                >
                  {event.user_id}
                </Link>
              }
            />
          </li>
        ))}
      </ol>
    </>
  );
}
