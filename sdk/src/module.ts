import type { EventMap, Options, Tracker } from './iafa.d.ts';
import { makeTracker } from './tracker.ts';

/** For pages that bundle the tracker instead of loading it with a tag. */
export function init<Events extends EventMap = EventMap>(options: Options): Tracker<Events> {
  const api = new URL(options.api, location.href).href.replace(/\/$/, '');
  return makeTracker({ ...options, api }, import.meta.url) as unknown as Tracker<Events>;
}
