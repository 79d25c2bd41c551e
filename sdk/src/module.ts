import type { EventMap, Options, Tracker } from './iafa.d.ts';
import { makeTracker } from './tracker.ts';

/** For pages that bundle the tracker instead of loading it with a tag. */
export function init<Events extends EventMap = EventMap>(options: Options): Tracker<Events> {
  const api = new URL(options.api, location.href).href.replace(/\/$/, '');
  const folder = new URL('.', import.meta.url).href;
  return makeTracker({ ...options, api }, folder) as unknown as Tracker<Events>;
}
