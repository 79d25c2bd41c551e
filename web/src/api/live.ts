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
  const source = new EventSource(
    `/api/v1/projects/${encodeURIComponent(project)}/events/live${query}`,
  );
  const receive = (message: MessageEvent): void => {
    const read = StoredEvent.parse(parsed(message.data));
    if (read.ok) onEvent(read.value);
  };
  source.onopen = () => onState('open');
  source.onmessage = receive;
  source.addEventListener('event', receive as EventListener);
  source.addEventListener('dropped', (message) => {
    const read = Dropped.parse(parsed((message as MessageEvent).data));
    if (read.ok) onDropped(read.value.count);
  });
  // The browser connects again by itself, unless the server refused: then it is closed for good.
  source.onerror = () => onState(source.readyState === EventSource.CLOSED ? 'lost' : 'connecting');
  return () => source.close();
}
