import type { ReactNode } from 'react';
import type { StoredEvent } from '@/api/explorer.ts';

interface EventFactsProps {
  readonly event: StoredEvent;
  readonly when: string;
  /** Who did it, where that is not said already. */
  readonly who?: ReactNode;
}

/** One event in one line; opened, everything that came with it. */
export function EventFacts({ event, when, who }: EventFactsProps): JSX.Element {
  const facts = factsOf(event);
  const brief = briefOf(event, facts);
  return (
    <details className='event'>
      <summary>
        <time dateTime={event.timestamp}>{when}</time>
        <b>{event.event_type}</b>
        {who}
        <span className='event-brief'>{brief}</span>
      </summary>
      <dl>
        {[...facts, ['id', event.id] as const].map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

/** Where it was, and what is its own: every event of a browser has the browser. */
function briefOf(
  { url }: StoredEvent,
  facts: readonly (readonly [string, string])[],
): string {
  const place = url === null ? [] : [URL.canParse(url) ? new URL(url).pathname : url];
  const own = facts.filter(([name]) => !name.startsWith('$') && !plain.includes(name));
  return [...place, ...own.slice(0, 3).map(([name, value]) => `${name} ${value}`)].join(' · ');
}

const plain = ['url', 'referrer', 'session', 'user agent'];

export function factsOf(event: StoredEvent): readonly (readonly [string, string])[] {
  const properties = typeof event.properties === 'object' && event.properties !== null
    ? Object.entries(event.properties)
    : [];
  const own = [
    ['url', event.url],
    ['referrer', event.referrer],
    ['session', event.session_id],
    ['user agent', event.user_agent],
  ] as const;
  return [
    ...properties.map(([name, value]) =>
      [name, typeof value === 'string' ? value : JSON.stringify(value)] as const
    ),
    ...own.flatMap(([name, value]) => value ? [[name, value] as const] : []),
  ];
}
