import type { Options, Tracker } from './iafa.d.ts';
import { makeTracker, type Overrides } from './tracker.ts';

/** `/tracker.js`: starts from the attributes of its own tag and takes over from the stub. */
interface Page {
  iafa?: Partial<Tracker> & { q?: Iterable<[string, ...unknown[]]> };
  _iafa?: Overrides;
}

const page = window as unknown as Page;
const tag = document.currentScript as HTMLScriptElement;

function start() {
  const { key, apiKey, api, ...rest } = tag.dataset;
  const stub = page.iafa;
  // Loaded twice, as tag managers like to: the first one stays.
  if (stub?.session) return;
  const write = key || apiKey;
  if (!write) return console.warn('iafa: no data-key');
  const base = new URL(api || new URL('/api/v1', tag.src), location.href).href.replace(/\/$/, '');
  // The specification's own object; what a page has set in it before holds.
  const legacy: Overrides = { userId: null, sessionId: null, ...page._iafa };
  const options = { ...rest, key: write, api: base } as Options;
  const tracker = makeTracker(options, tag.src, legacy);
  const { track, identify } = page.iafa = tracker;
  page._iafa = Object.assign(legacy, { track, identify });
  for (const call of stub?.q || []) tracker(...call);
}

try {
  start();
} catch { /* Whatever this page is like, it must not suffer from us. */ }
