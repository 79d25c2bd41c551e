import { useCallback } from 'react';
import type { Project } from '@/api/answers.ts';
import { events, type StoredEvent } from '@/api/explorer.ts';
import { instantIn } from '@/dates/instants.ts';
import { EventFacts } from '@/question/EventFacts.tsx';
import { useAllPages } from '@/ui/useAllPages.ts';

const pageOf = '100';

interface TimelineProps {
  readonly project: Project;
  readonly person: string;
  /** Only events of this kind. */
  readonly event?: string | null;
}

/** What a person did, the latest first, day by day. */
export function Timeline({ project, person, event = null }: TimelineProps): JSX.Element {
  const { items, done, loading, fault, more, retry } = useAllPages(
    `events ${project.id} ${person} ${event}`,
    useCallback(
      (cursor: string | null, signal: AbortSignal) =>
        events(project.id, { user_id: person, event, limit: pageOf }, cursor, signal),
      [project.id, person, event],
    ),
  );
  if (fault !== null) {
    return (
      <p role='alert'>
        {fault} <button type='button' className='text-button' onClick={retry}>Try again</button>
      </p>
    );
  }
  if (done && items.length === 0) {
    return <p className='chart-nothing'>No events are kept of them.</p>;
  }
  return (
    <div aria-busy={loading}>
      {byDay(items, project.timezone).map(([day, own]) => (
        <section key={day} className='timeline-day' aria-label={day}>
          <p className='timeline-date'>{day}</p>
          <ol>
            {own.map((event) => (
              <li key={event.id || event.timestamp}>
                <EventFacts
                  event={event}
                  when={instantIn(project.timezone, event.timestamp, 'clock')}
                />
              </li>
            ))}
          </ol>
        </section>
      ))}
      {done ? null : (
        <button type='button' className='button' onClick={more} disabled={loading}>
          {loading ? 'Loading…' : 'Show older'}
        </button>
      )}
    </div>
  );
}

/** Days of the project's clock, in the order in which they come. */
export function byDay(
  items: readonly StoredEvent[],
  timezone: string,
): readonly (readonly [string, readonly StoredEvent[]])[] {
  const days: [string, StoredEvent[]][] = [];
  for (const event of items) {
    const day = instantIn(timezone, event.timestamp, 'day');
    const last = days.at(-1);
    if (last?.[0] === day) last[1].push(event);
    else days.push([day, [event]]);
  }
  return days;
}
