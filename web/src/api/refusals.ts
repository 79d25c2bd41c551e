import { request } from './client.ts';
import { followStream, type LiveState, reading } from './live.ts';
import { type Infer, list, nullable, number, object, text, withDefault } from './schema.ts';

const optionalText = withDefault(nullable(text()), null);

/** A request or an event that was not taken; equal ones of a minute are one, with a count. */
export const Refusal = object({
  id: text(),
  last_at: text(),
  count: withDefault(number(), 1),
  status: withDefault(number(), 0),
  reason: text(),
  detail: withDefault(text(), ''),
  origin: optionalText,
  event_type: optionalText,
  user_agent: optionalText,
});
export type Refusal = Infer<typeof Refusal>;

const address = (project: string): string => `/projects/${encodeURIComponent(project)}/refusals`;

/** The newest ones, the newest first. */
export const refusals = (
  project: string,
  limit: number,
  signal: AbortSignal,
): Promise<readonly Refusal[]> =>
  request(`${address(project)}?limit=${limit}`, object({ items: list(Refusal) }), { signal })
    .then(({ items }) => items);

/** Refusals as they happen; one whose count grows comes again. */
export const followRefusals = (
  project: string,
  onRefusal: (refusal: Refusal) => void,
  onState: (state: LiveState) => void,
): () => void =>
  followStream(`${address(project)}/live`, onState, { refusal: reading(Refusal, onRefusal) });
