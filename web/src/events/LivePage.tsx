import { type FormEvent, useCallback } from 'react';
import type { Project } from '@/api/answers.ts';
import { useEventTypes } from '@/api/explorer.ts';
import { useSearch } from '@/question/search.ts';
import { count, plural } from '@/ui/format.ts';
import { Icon } from '@/ui/icons.tsx';
import { Link } from '@/ui/router.tsx';
import { useAfter } from '@/ui/useAfter.ts';
import { ArrivalRow } from './ArrivalRow.tsx';
import { EventsFrame } from './EventsFrame.tsx';
import { type Arrival, mostHeld } from './liveList.ts';
import { PulseStrip } from './PulseStrip.tsx';
import { type Live, useLive } from './useLive.ts';

/** What arrives, as it arrives, and what is refused. */
export default function LivePage(): JSX.Element {
  return (
    <EventsFrame title='Live events'>
      {(project) => <Stream project={project} />}
    </EventsFrame>
  );
}

const kinds = { all: 'All', taken: 'Taken', refused: 'Refused' } as const;
type Kind = keyof typeof kinds;
const kindFrom = (search: URLSearchParams): Kind => {
  const named = search.get('show');
  return named === 'taken' || named === 'refused' ? named : 'all';
};

function Stream({ project }: { project: Project }): JSX.Element {
  const { search } = useSearch();
  const event = search.get('event');
  const person = search.get('person');
  const kind = kindFrom(search);
  const live = useLive(project.id, { event, person });
  const { list, paused, setPaused } = live;
  const shown = kind === 'all' ? list.shown : list.shown.filter((it) => it.kind === kind);
  return (
    <section className='column wide live-page'>
      <header className='events-head'>
        <h1>Live events</h1>
        <button
          type='button'
          className='button'
          aria-pressed={paused}
          onClick={() => setPaused(!paused)}
        >
          <Icon name={paused ? 'play' : 'pause'} size={14} />
          {paused && list.held.length > 0 ? `Show ${count(list.held.length)} new` : 'Pause'}
        </button>
      </header>
      <LiveHead live={live} />
      <LiveFilters project={project} kind={kind} event={event} person={person} />
      <LiveFaults live={live} />
      <LiveNothing live={live} project={project} shown={shown} narrowed={event ?? person} />
      <ol className='live-list' aria-label='Events, the newest first'>
        {shown.map((arrival) => (
          <li key={arrival.id}>
            <ArrivalRow arrival={arrival} project={project.id} timezone={project.timezone} />
          </li>
        ))}
      </ol>
      {list.shown.length === mostHeld
        ? <p className='live-end'>The newest {count(mostHeld)} stand here.</p>
        : null}
    </section>
  );
}

const states: Readonly<Record<Live['state'], string>> = {
  connecting: 'Connecting…',
  open: 'Listening',
  again: 'Connection lost. Connecting again…',
  lost: 'The stream has ended',
};

/** The state is told to who hears the page; the numbers that change all the time are not. */
function LiveHead({ live }: { live: Live }): JSX.Element {
  const { list, pulse, paused } = live;
  // Streams end every quarter of an hour and come again at once: no reason to say so.
  const brokenFor = useAfter(1000, live.state === 'again');
  const state = live.state === 'again' && !brokenFor ? 'open' : live.state;
  return (
    <div className='live-head' data-state={paused ? 'paused' : state}>
      <p className='live-state'>
        <i aria-hidden='true' />
        <span role='status'>{paused ? 'Paused' : states[state]}</span>
        {list.taken > 0
          ? <span>{count(list.taken)} {plural(list.taken, 'event', 'events')} since you came</span>
          : null}
        {list.refused > 0
          ? <span className='live-refused'>{count(list.refused)} refused</span>
          : null}
      </p>
      <PulseStrip pulse={pulse} />
    </div>
  );
}

interface LiveFiltersProps {
  readonly project: Project;
  readonly kind: Kind;
  readonly event: string | null;
  readonly person: string | null;
}

function LiveFilters({ project, kind, event, person }: LiveFiltersProps): JSX.Element {
  const { change } = useSearch();
  const { data: types } = useEventTypes(project.id);
  const find = useCallback((submitted: FormEvent<HTMLFormElement>) => {
    submitted.preventDefault();
    const typed = String(new FormData(submitted.currentTarget).get('person') ?? '').trim();
    change({ person: typed || null }, 'replace');
  }, [change]);
  return (
    <div className='live-tools'>
      <div className='segmented' role='group' aria-label='Which arrivals'>
        {(Object.keys(kinds) as Kind[]).map((it) => (
          <button
            key={it}
            type='button'
            aria-pressed={kind === it}
            onClick={() => change({ show: it === 'all' ? null : it }, 'replace')}
          >
            {kinds[it]}
          </button>
        ))}
      </div>
      <select
        className='input live-types'
        aria-label='Which events'
        value={event ?? ''}
        onChange={({ target }) => change({ event: target.value || null }, 'replace')}
      >
        <option value=''>Every event</option>
        {event !== null && !types?.items.some(({ name }) => name === event)
          ? <option value={event}>{event}</option>
          : null}
        {types?.items.map(({ name }) => <option key={name} value={name}>{name}</option>)}
      </select>
      <form role='search' className='search-field' onSubmit={find}>
        <Icon name='search' size={14} />
        <input
          // A person that the address names otherwise is shown in the field.
          key={person}
          className='input'
          type='search'
          name='person'
          aria-label='Only this person'
          placeholder='A person’s id, then Enter'
          autoComplete='off'
          spellCheck={false}
          defaultValue={person ?? ''}
          onChange={({ target }) => {
            if (target.value === '' && person !== null) change({ person: null }, 'replace');
          }}
        />
      </form>
    </div>
  );
}

function LiveFaults({ live: { list, state } }: { live: Live }): JSX.Element | null {
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
    </>
  );
}

interface LiveNothingProps {
  readonly live: Live;
  readonly project: Project;
  readonly shown: readonly Arrival[];
  readonly narrowed: string | null;
}

function LiveNothing({ live, project, shown, narrowed }: LiveNothingProps): JSX.Element | null {
  if (shown.length > 0 || live.state === 'lost') return null;
  if (!live.looked) return <div className='live-waiting' aria-busy='true' />;
  if (live.list.shown.length > 0) return <p className='live-none'>None of these so far.</p>;
  return (
    <p className='live-none'>
      {narrowed === null
        ? 'Nothing yet. What you send appears here within a second.'
        : `Nothing of “${narrowed}” yet. It appears here within a second of its arrival.`}{' '}
      <Link to={`/projects/${project.id}/start`} className='text-button'>
        How to send events
      </Link>
    </p>
  );
}
