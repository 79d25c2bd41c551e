import { me } from './endpoints.ts';
import { StoredEvent } from './explorer.ts';
import { number, object, type Schema, withDefault } from './schema.ts';

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
  return followStream(`/projects/${encodeURIComponent(project)}/events/live${query}`, onState, {
    event: reading(StoredEvent, onEvent),
    dropped: reading(Dropped, ({ count }) => onDropped(count)),
  });
}

/** What a message says, where it is what `schema` expects. */
export const reading =
  <T>(schema: Schema<T>, tell: (value: T) => void) => (data: unknown): void => {
    const read = schema.parse(parsed(data));
    if (read.ok) tell(read.value);
  };

/** A stream of the API, connected again whenever it ends, until the answer is called. */
export function followStream(
  path: string,
  onState: (state: LiveState) => void,
  on: Readonly<Record<string, (data: unknown) => void>>,
): () => void {
  let source: EventSource;
  let ended = false;
  const open = (mayRenew: boolean): void => {
    let renews = mayRenew;
    source = new EventSource(`/api/v1${path}`);
    source.onopen = () => {
      renews = true;
      onState('open');
    };
    for (const [name, receive] of Object.entries(on)) {
      source.addEventListener(name, (message) => receive((message as MessageEvent).data));
    }
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
