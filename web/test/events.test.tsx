import { App } from '@/app/App.tsx';
import type { StoredEvent } from '@/api/explorer.ts';
import { forgetAnswers } from '@/api/queryCache.ts';
import type { Refusal } from '@/api/refusals.ts';
import { bandsOf, bandsTable } from '@/events/breakdown.ts';
import { countPoints, isOpen } from '@/events/counts.ts';
import {
  type Arrival,
  fillIn,
  mostHeld,
  nothingYet,
  receive,
  refusedOf,
  resume,
  takenOf,
} from '@/events/liveList.ts';
import { beat, noPulse, secondsShown, sumOf } from '@/events/pulse.ts';
import { linesOf, typesShown } from '@/events/typesTable.ts';
import { factsOf } from '@/question/EventFacts.tsx';
import { startSession } from '@/session/session.ts';
import { ticksFor } from '@/ui/charts/LineChart.tsx';
import { niceTicks, spaced } from '@/ui/charts/scale.ts';
import { equal, match } from './expect.ts';
import { demo, furnished } from './fixture/scenes.ts';
import { connect, goTo, press, render, type as type_, until, type View } from './render.ts';

const event = (id: string): StoredEvent => ({
  id,
  event_type: 'view',
  user_id: 'u',
  timestamp: '2026-03-01T10:00:00Z',
  session_id: null,
  url: 'https://a.example/',
  referrer: null,
  user_agent: null,
  properties: { plan: 'pro', items: [1, 2] },
});
const taken = (...ids: readonly string[]): readonly Arrival[] =>
  ids.map((id) => takenOf(event(id)));
const refused = (id: string, count: number, at = '2026-03-01T10:00:00Z'): Arrival =>
  refusedOf({ id, last_at: at, count, status: 422, reason: 'too_old' } as Refusal);
const ids = (arrivals: readonly Arrival[]): string => arrivals.map(({ id }) => id).join('');

Deno.test('the stream shows the newest first and holds no more than it should', () => {
  const some = receive(receive(nothingYet, taken('a', 'b'), false), taken('c'), false);
  equal([ids(some.shown), some.taken], ['cba', 3]);
  const more = Array.from({ length: 2 * mostHeld }, (_, n) => `x${n}`);
  const many = receive(some, taken(...more), false);
  equal([many.shown.length, many.taken], [mostHeld, 2 * mostHeld + 3]);
  equal(many.shown[0]?.id, `x${2 * mostHeld - 1}`);
});

Deno.test('what comes while one reads waits, and nothing on show moves', () => {
  const reading = receive(receive(nothingYet, taken('a'), false), taken('b', 'c'), true);
  equal([ids(reading.shown), ids(reading.held)], ['a', 'cb']);
  equal([ids(resume(reading).shown), resume(reading).held.length], ['cba', 0]);
});

Deno.test('a refusal that happens again stays where it is, and counts as often as it happened', () => {
  const first = receive(nothingYet, [refused('r', 2), ...taken('a')], false);
  const again = receive(first, [refused('r', 4), refused('r', 7)], false);
  equal(again.shown.map(({ id }) => id), ['a', 'refused r']);
  const [, row] = again.shown;
  // Heard of once, then five times more.
  equal([row?.kind === 'refused' ? row.refusal.count : 0, again.refused, again.taken], [7, 6, 1]);
});

Deno.test('what was missed is filled in at its time, and counts for nothing that came', () => {
  const late = refused('late', 1, '2026-03-01T11:00:00Z');
  const filled = fillIn(receive(nothingYet, taken('a'), false), [...taken('a'), late]);
  equal(filled.shown.map(({ id }) => id), ['refused late', 'a']);
  equal([filled.taken, filled.refused], [1, 0]);
});

Deno.test('the pulse moves on with the seconds and forgets what is older than a minute', () => {
  const first = beat(noPulse(10_000), 10_400, 3, 1);
  equal([first.taken.at(-1), first.refused.at(-1)], [3, 1]);
  const later = beat(first, 12_000, 2, 0);
  equal([later.taken.at(-1), later.taken.at(-3), sumOf(later.taken)], [2, 3, 5]);
  equal(sumOf(beat(later, 12_000 + 1000 * secondsShown, 0, 0).taken), 0);
  equal(later.taken.length, secondsShown);
});

const type = (name: string, count: number, users: number, last: string) => ({
  name,
  count,
  users,
  first_seen: last,
  last_seen: last,
});

Deno.test('types are found by any part of their name, in whichever order', () => {
  const types = [
    type('view', 9, 3, '2026-03-01T10:00:00Z'),
    type('Buy', 2, 2, '2026-03-02T10:00:00+02:00'),
    type('review', 4, 4, '2026-03-02T09:00:00Z'),
  ];
  const names = (...how: readonly [string, 'events' | 'people' | 'name' | 'last']) =>
    typesShown(types, ...how).map(({ name }) => name);
  equal(names(' VIEW ', 'events'), ['view', 'review']);
  equal(names('', 'people'), ['review', 'view', 'Buy']);
  equal(names('', 'name'), ['Buy', 'review', 'view']);
  equal(names('', 'last'), ['review', 'Buy', 'view']);
});

const tally = (count: number) => ({ count, users: count });
const point = (day: number, chrome: number, other: number) => ({
  start: `2026-03-0${day}T00:00:00+00:00`,
  ...tally(chrome + other),
  breakdown: { groups: [{ value: 'Chrome', ...tally(chrome) }], other: tally(other) },
});

Deno.test('the values of a split are as many as the events they split', () => {
  const counts = { points: [point(1, 3, 0), point(2, 5, 2)] };
  equal(bandsOf(counts).map(({ value, values, share }) => [value, values, share]), [
    ['Chrome', [3, 5], 80],
    [null, [0, 2], 20],
  ]);
  equal(bandsTable(counts, 'day').rows.map((row) => row.slice(1).map(valueOf)), [[3, 0], [5, 2]]);
  equal(linesOf(counts).get('Chrome'), [3, 5]);
});

const valueOf = (cell: unknown): unknown => (cell as { value: unknown }).value;

Deno.test('only a bucket that is not over is dotted', () => {
  const points = [point(1, 1, 0), point(2, 1, 0)];
  const during = Date.parse('2026-03-02T12:00:00Z');
  equal(points.map((_, index) => isOpen(points, index, during)), [false, true]);
  equal(isOpen(points, 1, Date.parse('2026-03-03T00:00:00Z')), false);
  equal(countPoints(points, 'day', 'people', during).map(({ settled }) => settled), [true, false]);
});

Deno.test('an event’s facts are its properties, then where it came from', () => {
  equal(factsOf(event('a')), [['plan', 'pro'], ['items', '[1,2]'], ['url', 'https://a.example/']]);
});

Deno.test('axes run between round numbers', () => {
  equal(niceTicks(0, 100), [0, 25, 50, 75, 100]);
  equal(niceTicks(9.2, 13.1), [9, 10, 11, 12, 13, 14]);
  equal(niceTicks(0.001, 0.0042, 3), [0, 0.002, 0.004, 0.006]);
  equal(niceTicks(5, 5).length > 1, true);
  equal(spaced(10, 4), [0, 3, 6, 9]);
  equal(spaced(3, 10), [0, 1, 2]);
});

Deno.test('a band that is much wider than the rates spread does not flatten them', () => {
  const point = (value: number | null, band: readonly [number, number] | null) => ({
    label: '',
    value,
    band,
    settled: true,
    words: '',
  });
  const wide = [point(10, [8, 12]), point(11, [9, 13]), point(12, [0, 90])];
  equal(ticksFor(wide, [0, 100], false).at(-1), 14);
  equal(ticksFor([point(40, null), point(44, null)], [0, Infinity], true)[0], 0);
  equal(ticksFor([point(null, null)], [0, 100], false).length > 1, true);
});

async function open(path: string): Promise<readonly [View, ReturnType<typeof connect>]> {
  forgetAnswers();
  const api = furnished();
  const wire = connect(api);
  await fetch('/api/v1/auth/login', {
    method: 'POST',
    headers: { 'X-CSRF': '1' },
    body: JSON.stringify(demo),
  });
  goTo(`/projects/${api.projects[0]?.id}${path}`);
  startSession();
  return [render(<App />), wire];
}

Deno.test('event types with their volumes lead to each one’s properties and values', async () => {
  const [view, wire] = await open('/events');
  await until(view, () => view.element.querySelectorAll('main tbody tr').length > 5);
  equal(wire.asked.filter((it) => /event-counts.*breakdown=%24event/.test(it)).length, 1);
  press(view.one('button', 'Event'));
  match(location.search, /order=name/);
  type_(view.one('input', 'Search event types'), 'land');
  equal(view.element.querySelectorAll('main tbody tr').length, 2);
  press(view.one('link', 'landing page'));
  match(location.pathname, /\/events\/landing%20page$/);
  await until(view, () => view.element.querySelectorAll('.property').length === 3);
  match(view.element.querySelector('.property')?.textContent, /\$browser.*Chrome, Safari/);
  press(view.element.querySelector('.property')!);
  await until(view, () => view.element.querySelectorAll('.values li').length === 4);
  match(view.element.querySelector('.values li')?.textContent, /Chrome5,21048%/);
  press(view.one('button', 'Split the counts by it'));
  match(location.search, /by=%24browser/);
  await until(view, () => view.element.querySelectorAll('.bands tbody tr').length === 2);
  const shares = [...view.element.querySelectorAll('.bands td:last-child')]
    .map((it) => parseFloat(it.textContent ?? ''));
  equal(Math.round(shares[0]! + shares[1]!), 100);
  view.unmount();
  wire.restore();
});

Deno.test('event types that cannot be loaded say why, and can be tried again', async () => {
  const [view, wire] = await open('/events');
  await until(view, () => view.element.querySelectorAll('main tbody tr').length > 5);
  view.unmount();
  forgetAnswers();
  wire.restore();
  const [again, other] = await open('/people/visitor-000001');
  await until(again, () => again.all('heading', 'visitor-000001').length > 0);
  other.api.failures = 8;
  press(again.one('link', 'Event types'));
  await until(again, () => again.all('heading', 'The event types could not be loaded').length > 0);
  other.api.failures = 0;
  press(again.one('button', 'Try again'));
  await until(again, () => again.element.querySelectorAll('main tbody tr').length > 5);
  again.unmount();
  other.restore();
});

/** Streams as a test sends them. */
function standInStreams(): { readonly opened: FakeSource[]; restore(): void } {
  const opened: FakeSource[] = [];
  const scope = globalThis as unknown as { EventSource: unknown };
  const real = scope.EventSource;
  scope.EventSource = class extends FakeSource {
    constructor(url: string) {
      super(url);
      opened.push(this);
    }
  };
  return {
    opened,
    restore: () => {
      scope.EventSource = real;
    },
  };
}

class FakeSource extends window.EventTarget {
  static readonly CLOSED = 2;
  readyState = 0;
  onopen: (() => void) | null = null;
  onerror: (() => void) | null = null;
  constructor(readonly url: string) {
    super();
  }
  close(): void {
    this.readyState = 2;
  }
  send(data: string, name = 'event'): void {
    this.dispatchEvent(new window.MessageEvent(name, { data }));
  }
  refuse(): void {
    this.readyState = 2;
    this.onerror?.();
  }
}

Deno.test('the live page lists what the stream brings, and says when it has ended', async () => {
  const streams = standInStreams();
  const [view, wire] = await open('/live?event=view');
  const events = () => streams.opened.filter(({ url }) => /events\/live/.test(url));
  const rows = (): number => view.element.querySelectorAll('.live-list li').length;
  await until(view, () => events().length > 0);
  const stream = events().at(-1)!;
  match(stream.url, /\/events\/live\?event=view$/);
  stream.onopen?.();
  // Those that came before the page was opened.
  await until(view, () => rows() > 0);
  const before = rows();
  stream.send(JSON.stringify(event('a')));
  stream.send('no json');
  await until(view, () => rows() === before + 1);
  match(view.element.querySelector('.live-state')?.textContent, /Listening1 event since you came/);
  press(view.one('button', 'Pause'));
  stream.send(JSON.stringify(event('b')));
  await until(view, () => view.all('button', 'Show 1 new').length === 1);
  equal(rows(), before + 1);
  press(view.one('button', 'Show 1 new'));
  equal(rows(), before + 2);
  stream.send('{"count":7}', 'dropped');
  await until(view, () => /7 more came too fast/.test(view.text()));
  stream.readyState = 0;
  stream.onerror?.();
  await until(view, () => /Connection lost\. Connecting again/.test(view.text()));
  stream.onopen?.();
  await until(view, () => /Listening/.test(view.text()));
  const opened = events().length;
  const asked = (): number => wire.asked.filter((it) => it === 'GET /auth/me').length;
  const askedBefore = asked();
  stream.refuse();
  await until(view, () => events().length === opened + 1);
  equal(asked(), askedBefore + 1);
  const second = events().at(-1)!;
  second.refuse();
  await until(view, () => view.all('alert', /does not send events/).length === 1);
  view.unmount();
  equal(second.readyState, 2);
  streams.restore();
  wire.restore();
});

Deno.test('what was refused stands among the events, with why and how often', async () => {
  const streams = standInStreams();
  const [view, wire] = await open('/live?show=refused');
  wire.api.refusals.push({
    id: '17',
    last_at: new Date(Date.now() - 60_000).toISOString(),
    count: 3,
    status: 403,
    reason: 'origin_not_allowed',
    detail: 'The project does not take events from https://elsewhere.example.',
    origin: 'https://elsewhere.example',
  });
  await until(view, () => streams.opened.length === 2);
  const find = (what: RegExp) => streams.opened.find(({ url }) => what.test(url))!;
  find(/events\/live$/).onopen?.();
  await until(view, () => view.element.querySelectorAll('.refused').length === 1);
  match(view.element.querySelector('.refused')?.textContent, /not among the allowed.*3 times/);
  match(view.element.querySelector('.refused-why')?.textContent, /elsewhere\.example/);
  const now = { id: '18', last_at: new Date().toISOString(), count: 1, reason: 'in_the_future' };
  find(/refusals\/live$/).send(JSON.stringify(now), 'refusal');
  await until(view, () => view.element.querySelectorAll('.refused').length === 2);
  match(view.element.querySelector('.live-refused')?.textContent, /^1 refused$/);
  equal(view.element.querySelectorAll('.event:not(.refused)').length, 0);
  press(view.one('button', 'Taken'));
  equal(view.element.querySelectorAll('.refused').length, 0);
  view.unmount();
  streams.restore();
  wire.restore();
});
