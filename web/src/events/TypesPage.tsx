import type { Project } from '@/api/answers.ts';
import { type EventType, useEventCounts, useEventTypes } from '@/api/explorer.ts';
import { ago } from '@/dates/instants.ts';
import { RangePicker } from '@/dates/RangePicker.tsx';
import type { Span } from '@/dates/range.ts';
import { intervalFor } from '@/question/question.ts';
import { useSearch } from '@/question/search.ts';
import { useRange } from '@/question/useRange.ts';
import { Sparkline } from '@/ui/charts/Sparkline.tsx';
import { CopyCsv } from '@/ui/CopyCsv.tsx';
import { csvOf, type Table } from '@/ui/csv.ts';
import { count } from '@/ui/format.ts';
import { Notice } from '@/ui/Notice.tsx';
import { Link } from '@/ui/router.tsx';
import { EventsFrame } from './EventsFrame.tsx';
import { eventPath } from './paths.ts';

/** Every kind of event that came in these days. */
export default function TypesPage(): JSX.Element {
  return (
    <EventsFrame title='Event types' controls={(project) => <Dates project={project} />}>
      {(project) => <Types project={project} />}
    </EventsFrame>
  );
}

export function Dates({ project }: { project: Project }): JSX.Element {
  const { range, today, pick } = useRange(project.timezone);
  return <RangePicker range={range} today={today} timezone={project.timezone} onPick={pick} />;
}

function Types({ project }: { project: Project }): JSX.Element {
  const { span } = useRange(project.timezone);
  const { data, problem, stale, loading, retry } = useEventTypes(project.id, span);
  return (
    <section className='column wide events-page'>
      <header className='events-head'>
        <h1>Event types</h1>
        {data
          ? (
            <CopyCsv
              label='Copy the event types as CSV'
              file={`${project.name} event types.csv`}
              text={() => csvOf(typesTable(data.items))}
            />
          )
          : null}
      </header>
      {problem
        ? (
          <Notice
            form={data ? 'banner' : 'page'}
            title='The event types could not be loaded'
            action={<button type='button' className='button' onClick={retry}>Try again</button>}
          >
            {problem.message}
          </Notice>
        )
        : null}
      {data === null
        ? problem ? null : <div className='chart-waiting' aria-busy='true' />
        : data.items.length === 0
        ? (
          <p className='live-none'>
            No event came in these days.{' '}
            <Link to={`/projects/${project.id}/start`} className='text-button'>
              How to send events
            </Link>
          </p>
        )
        : (
          <div className='chart-body whole' data-stale={stale ? '' : undefined} aria-busy={loading}>
            <TypesTable project={project} types={data.items} span={span} />
          </div>
        )}
    </section>
  );
}

export const typesTable = (types: readonly EventType[]): Table => ({
  columns: ['event', 'count', 'people', 'first seen', 'last seen'],
  rows: types.map(({ name, count, users, first_seen: first, last_seen: last }) => [
    name,
    { shown: String(count), value: count },
    { shown: String(users), value: users },
    first,
    last,
  ]),
});

interface TypesTableProps {
  readonly project: Project;
  readonly types: readonly EventType[];
  readonly span: Span;
}

function TypesTable({ project, types, span }: TypesTableProps): JSX.Element {
  const { search } = useSearch();
  const query = search.toString();
  const now = Date.now();
  return (
    <div className='table-scroll' tabIndex={0} role='region' aria-label='Event types'>
      <table>
        <thead>
          <tr>
            <th scope='col'>Event</th>
            <th scope='col'>In these days</th>
            <th scope='col'>Events</th>
            <th scope='col'>People</th>
            <th scope='col'>Last seen</th>
          </tr>
        </thead>
        <tbody>
          {types.map(({ name, count: n, users, last_seen: seen }, place) => (
            <tr key={name}>
              <th scope='row'>
                <Link
                  to={eventPath(project.id, name) + (query && `?${query}`)}
                  className='people-link'
                >
                  {name}
                </Link>
              </th>
              <td className='spark'>
                {place < drawn ? <Spark project={project.id} event={name} span={span} /> : null}
              </td>
              <td className='strong'>{count(n)}</td>
              <td>{count(users)}</td>
              <td>{seen === '' ? '–' : ago(seen, now)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Each line is a question of its own; the largest kinds are what one looks at. */
const drawn = 20;

function Spark(
  { project, event, span }: { project: string; event: string; span: Span },
): JSX.Element | null {
  const { data } = useEventCounts(project, event, intervalFor(span), span);
  return data ? <Sparkline values={data.points.map(({ count }) => count)} /> : null;
}
