import { me } from './endpoints.ts';
import { StoredEvent } from './explorer.ts';
import { number, object, withDefault } from './schema.ts';

export type LiveState = 'connecting' | 'open' | 'lost';

export interface LiveListener {
  readonly onEvent: (event: StoredEvent) => void;
  readonly onState: (state: LiveState) => void;
  /** More came than this page could be sent. */
  readonly onDropped: (count: number) => void;
}

const Dropped = object({ count: withDefault(number(), 0) });

const parsed = (data: unknown): unknown => {
  try {
    return JSON.parse(String(data));
  } catch {
    // What is no JSON is no event either; the stream goes on.
    return null;
  }
};

/** The events as they are received (server-sent events), until the answer is called. */
export function followEvents(
  project: string,
  event: string | null,
  { onEvent, onState, onDropped }: LiveListener,
): () => void {
  const query = event ? `?${new URLSearchParams({ event })}` : '';
  const address = `/api/v1/projects/${encodeURIComponent(project)}/events/live${query}`;
  const receive = (message: Event): void => {
    const read = StoredEvent.parse(parsed((message as MessageEvent).data));
    if (read.ok) onEvent(read.value);
  };
  const drop = (message: Event): void => {
    const read = Dropped.parse(parsed((message as MessageEvent).data));
    if (read.ok) onDropped(read.value.count);
  };
  let source: EventSource;
  let ended = false;
  const open = (mayRenew: boolean): void => {
    let renews = mayRenew;
    source = new EventSource(address);
    source.onopen = () => {
      renews = true;
      onState('open');
    };
    source.addEventListener('event', receive);
    source.addEventListener('dropped', drop);
    source.onerror = () => {
      // The browser connects again by itself, unless the server refused.
      if (ended || source.readyState !== EventSource.CLOSED) return onState('connecting');
      if (!renews) return onState('lost');
      onState('connecting');
      // A stream outlives the access token it was opened with; any request renews the session.
      me().then(() => ended || open(false), () => onState('lost'));
    };
  };
  open(true);
  return () => {
    ended = true;
    source.close();
  };
}
