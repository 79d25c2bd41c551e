import { memo } from 'react';
import type { Refusal } from '@/api/refusals.ts';
import { instantIn } from '@/dates/instants.ts';
import { EventFacts } from '@/question/EventFacts.tsx';
import { personPath } from '@/question/paths.ts';
import { count } from '@/ui/format.ts';
import { Link } from '@/ui/router.tsx';
import type { Arrival } from './liveList.ts';
import { reasonInShort } from './refusalWords.ts';

interface ArrivalRowProps {
  readonly arrival: Arrival;
  readonly project: string;
  readonly timezone: string;
}

/** Remembered: while events stream in, the rows that stay are not made again. */
export const ArrivalRow = memo(
  function ArrivalRow({ arrival, project, timezone }: ArrivalRowProps): JSX.Element {
    const when = instantIn(timezone, arrival.at, 'clock');
    if (arrival.kind === 'refused') {
      return <RefusedRow refusal={arrival.refusal} when={when} timezone={timezone} />;
    }
    const { event } = arrival;
    return (
      <EventFacts
        event={event}
        when={when}
        who={
          <Link
            to={personPath(project, event.user_id)}
            className='people-link live-who'
            marksCurrent={false}
          >
            {event.user_id}
          </Link>
        }
      />
    );
  },
);

interface RefusedRowProps {
  readonly refusal: Refusal;
  readonly when: string;
  readonly timezone: string;
}

function RefusedRow({ refusal, when, timezone }: RefusedRowProps): JSX.Element {
  const { event_type: type, count: n, detail, origin, user_agent: agent, status } = refusal;
  const facts = [
    ['last time', n > 1 ? instantIn(timezone, refusal.last_at, 'clock') : null],
    ['from', origin],
    ['answered with', status > 0 ? String(status) : null],
    ['user agent', agent],
  ] as const;
  return (
    <details className='event refused'>
      <summary>
        <time dateTime={refusal.last_at}>{when}</time>
        <span className='refused-mark'>Refused</span>
        {type === null ? null : <b>{type}</b>}
        <span className='event-brief'>{reasonInShort(refusal.reason)}</span>
        {n > 1 ? <span className='refused-count'>{count(n)} times</span> : null}
      </summary>
      <p className='refused-why'>{detail}</p>
      <dl>
        {facts.map(([name, value]) =>
          value === null ? null : (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          )
        )}
      </dl>
    </details>
  );
}
