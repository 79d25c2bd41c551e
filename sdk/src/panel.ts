import type { Options, Tracker, WireEvent } from './iafa.d.ts';

/** `tracker-debug.js`, loaded only when asked for: what was sent, what the server said of it. */

/** What the server's debug stream says of an event: the stages of funnels that it could fill. */
interface Hit {
  id: string;
  stages: { funnel: string; order: number; name: string }[];
}

const STYLE = `
:host { position: fixed; inset: auto 12px 12px auto; z-index: 2147483647; }
section { width: 420px; max-width: calc(100vw - 24px); max-height: 50vh; overflow: auto;
  font: 12px/1.5 ui-monospace, monospace; color: #e8eaf0; background: #14161c; border-radius: 8px;
  box-shadow: 0 4px 24px rgb(0 0 0 / .4); }
header { position: sticky; top: 0; display: flex; gap: 8px; padding: 8px 12px;
  background: #1e212a; }
header b { flex: 1; }
button { font: inherit; color: inherit; background: none; border: 0; cursor: pointer; }
ol { margin: 0; padding: 4px 12px 8px; list-style: none; }
li { padding: 4px 0; border-bottom: 1px solid #262a35; overflow-wrap: anywhere; }
.waits { color: #f2c063; } .sent { color: #5fd39b; } .dropped { color: #ff8d7a; }
small { display: block; color: #a8b0c2; }`;

type State = 'waits' | 'sent' | 'dropped';

/** No markup from text and no style attribute: pages under the strictest policy show it. */
function element<Name extends keyof HTMLElementTagNameMap>(name: Name, text = '') {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}

function frame(): { list: HTMLOListElement; title: HTMLElement } {
  const host = document.createElement('iafa-debug');
  const root = host.attachShadow({ mode: 'open' });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLE);
  root.adoptedStyleSheets = [sheet];
  const section = element('section');
  const header = element('header');
  const title = element('b', 'iafa');
  const close = element('button', 'close');
  close.onclick = () => host.remove();
  const list = element('ol');
  header.append(title, close);
  section.append(header, list);
  root.append(section);
  document.documentElement.append(host);
  return { list, title };
}

export function show(tracker: Tracker, options: Options): void {
  document.querySelector('iafa-debug')?.remove();
  const { list, title } = frame();
  const rows = new Map<string, HTMLLIElement>();

  const row = (event: WireEvent): HTMLLIElement => {
    const known = rows.get(event.id);
    if (known) return known;
    const made = element('li');
    const what = event.event_type ?? `identify ${event.user_id}`;
    made.append(element('span', 'waits'), ` ${what}`, element('small', event.url ?? ''));
    rows.set(event.id, made);
    list.prepend(made);
    return made;
  };
  const mark = (event: WireEvent, state: State, note?: unknown) => {
    const shown = row(event);
    const badge = shown.firstElementChild as HTMLElement;
    badge.textContent = badge.className = state;
    if (note !== undefined) {
      const text = typeof note === 'string' ? note : JSON.stringify(note);
      shown.append(element('small', text));
    }
  };

  tracker.on('queued', (event) => mark(event, 'waits'));
  tracker.on('sent', (event) => mark(event, 'sent'));
  tracker.on('dropped', (event, reason) => event && mark(event, 'dropped', reason));
  tracker.on('error', (error) => {
    const problem = error as { detail?: string; message?: string };
    title.textContent = `iafa: ${problem.detail ?? problem.message ?? error}`;
  });
  followStages(options, rows, title);
}

/** With `?iafa_debug=TOKEN` in the address: the token opens the stream, and nothing else. */
function followStages(
  options: Options,
  rows: Map<string, HTMLElement>,
  title: HTMLElement,
): void {
  const token = new URLSearchParams(location.search).get('iafa_debug');
  if (!token) return;
  const stream = new EventSource(`${options.api}/debug?token=${encodeURIComponent(token)}`);
  const told = new Set<string>();
  stream.onmessage = ({ data }) => {
    const { id, stages } = JSON.parse(data) as Hit;
    const row = rows.get(id);
    // What came just before the stream began may be told twice.
    if (told.has(id)) return;
    told.add(id);
    for (const { funnel, order, name } of stages) {
      row?.append(element('small', `${funnel}: stage ${order}, ${name}`));
    }
    if (!stages.length) row?.append(element('small', 'no stage of a funnel'));
  };
  stream.onerror = () => {
    // Else the browser asks again by itself.
    if (stream.readyState === EventSource.CLOSED) {
      title.textContent = 'iafa: the debug token does not hold (any more)';
    }
  };
}
