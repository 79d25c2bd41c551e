import { useMemo, useState } from 'react';
import type { Project } from '@/api/answers.ts';
import { useEventCounts, useEventTypes } from '@/api/explorer.ts';
import { RangePicker } from '@/dates/RangePicker.tsx';
import { intervalFor } from '@/question/question.ts';
import { useRange } from '@/question/useRange.ts';
import { CopyCsv } from '@/ui/CopyCsv.tsx';
import { csvOf } from '@/ui/csv.ts';
import { count, plural } from '@/ui/format.ts';
import { Icon } from '@/ui/icons.tsx';
import { Notice } from '@/ui/Notice.tsx';
import { Link } from '@/ui/router.tsx';
import { EventsFrame } from './EventsFrame.tsx';
import { TypesList } from './TypesList.tsx';
import { linesOf, typesTable } from './typesTable.ts';

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
  const lines = useEventCounts(project.id, null, intervalFor(span), span, '$event');
  const known = useMemo(() => linesOf(lines.data), [lines.data]);
  const [typed, setTyped] = useState('');
  const total = data?.items.reduce((sum, { count }) => sum + count, 0) ?? 0;
  return (
    <section className='column wide events-page'>
      <header className='events-head'>
        <div>
          <h1>Event types</h1>
          {data && data.items.length > 0
            ? (
              <p className='lead'>
                {count(total)} {plural(total, 'event', 'events')} of {count(data.items.length)}{' '}
                {plural(data.items.length, 'kind', 'kinds')} in these days
              </p>
            )
            : null}
        </div>
        {data && data.items.length > 0
          ? (
            <div className='events-tools'>
              <label className='search-field'>
                <Icon name='search' size={14} />
                <input
                  className='input'
                  type='search'
                  aria-label='Search event types'
                  placeholder='Search by name'
                  autoComplete='off'
                  spellCheck={false}
                  value={typed}
                  onChange={({ target }) => setTyped(target.value)}
                />
              </label>
              <CopyCsv
                label='Copy the event types as CSV'
                file={`${project.name} event types.csv`}
                text={() => csvOf(typesTable(data.items))}
              />
            </div>
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
        ? problem ? null : <TypesWaiting />
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
          <>
            <div
              className='chart-body whole'
              data-stale={stale ? '' : undefined}
              aria-busy={loading}
            >
              <TypesList
                project={project}
                types={data.items}
                typed={typed}
                span={span}
                lines={known}
                linesAsked={lines.data !== null || lines.problem !== null}
              />
            </div>
            {data.next_cursor === null
              ? null
              : <p className='live-end'>The {count(data.items.length)} most frequent stand here.
              </p>}
          </>
        )}
    </section>
  );
}

/** The rows to come, without their numbers. */
function TypesWaiting(): JSX.Element {
  return (
    <div className='rows-waiting' aria-busy='true' aria-label='Loading'>
      {Array.from({ length: 8 }, (_, row) => <i key={row} />)}
    </div>
  );
}
