import { type ReactNode, useId, useState } from 'react';
import type { StoredEvent } from '@/api/explorer.ts';

interface EventFactsProps {
  readonly event: StoredEvent;
  readonly when: string;
  /** Who did it, where that is not said already. */
  readonly who?: ReactNode;
  /** False where all of a list are of one kind. */
  readonly named?: boolean;
}

/** One event in one line; opened, everything that came with it. */
export function EventFacts(
  { event, when, who, named = true }: EventFactsProps,
): JSX.Element {
  const facts = factsOf(event);
  const brief = briefOf(event, facts);
  const [open, setOpen] = useState(false);
  const id = useId();
  return (
    <div className='event'>
      <div
        className='event-line'
        data-who={who ? '' : undefined}
        data-named={named ? '' : undefined}
      >
        <button
          type='button'
          className='event-toggle'
          aria-expanded={open}
          aria-controls={open ? id : undefined}
          onClick={() => setOpen(!open)}
        >
          <time dateTime={event.timestamp}>{when}</time>
          {named ? <b>{event.event_type}</b> : null}
          <span className='event-brief'>{brief}</span>
        </button>
        {who}
      </div>
      {open
        ? (
          <dl id={id}>
            {[...facts, ['id', event.id] as const].map(([name, value]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
        )
        : null}
    </div>
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
