import { useCallback } from 'react';
import type { Project } from '@/api/answers.ts';
import { events } from '@/api/explorer.ts';
import { instantIn } from '@/dates/instants.ts';
import { EventFacts } from '@/question/EventFacts.tsx';
import { personPath } from '@/question/paths.ts';
import { useRange } from '@/question/useRange.ts';
import { Link } from '@/ui/router.tsx';
import { useAllPages } from '@/ui/useAllPages.ts';

const pageOf = '10';

/** Some of the events themselves, the latest first. */
export function Examples({ project, event }: { project: Project; event: string }): JSX.Element {
  const { span } = useRange(project.timezone);
  const { items, done, loading, fault, more, retry } = useAllPages(
    `examples ${project.id} ${event} ${span.start} ${span.end}`,
    useCallback(
      (cursor: string | null, signal: AbortSignal) =>
        events(project.id, { event, limit: pageOf, span }, cursor, signal),
      [project.id, event, span],
    ),
  );
  return (
    <section className='chart-panel' aria-label='Examples' aria-busy={loading}>
      <header>
        <h2>Examples</h2>
        <p className='chart-about'>the latest of these days</p>
      </header>
      {fault === null ? null : (
        <p className='chart-problem' role='alert'>
          {fault} <button type='button' className='text-button' onClick={retry}>Try again</button>
        </p>
      )}
      {done && items.length === 0
        ? <p className='chart-nothing'>None came in these days.</p>
        : null}
      <ol className='live-list'>
        {items.map((it) => (
          <li key={it.id || it.timestamp}>
            <EventFacts
              event={it}
              named={false}
              when={instantIn(project.timezone, it.timestamp, 'moment')}
              who={
                <Link
                  to={personPath(project.id, it.user_id)}
                  className='people-link live-who'
                  marksCurrent={false}
                >
                  {it.user_id}
                </Link>
              }
            />
          </li>
        ))}
      </ol>
      {done || fault !== null
        ? null
        : (
          <button type='button' className='button older' onClick={more} disabled={loading}>
            {loading ? 'Loading…' : 'Show older'}
          </button>
        )}
    </section>
  );
}
