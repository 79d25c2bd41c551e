import { App } from '@/app/App.tsx';
import type { StoredEvent } from '@/api/explorer.ts';
import { forgetAnswers } from '@/api/queryCache.ts';
import { mostHeld, nothingYet, receive, resume } from '@/events/liveList.ts';
import { factsOf } from '@/question/EventFacts.tsx';
import { startSession } from '@/session/session.ts';
import { ticksFor } from '@/ui/charts/LineChart.tsx';
import { niceTicks, spaced } from '@/ui/charts/scale.ts';
import { equal, match } from './expect.ts';
import { demo, furnished } from './fixture/scenes.ts';
import { connect, goTo, press, render, until, type View } from './render.ts';

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
const ids = (events: readonly StoredEvent[]): string => events.map(({ id }) => id).join('');

Deno.test('the stream shows the newest first and holds no more than it should', () => {
  const some = receive(receive(nothingYet, [event('a'), event('b')], false), [event('c')], false);
  equal([ids(some.events), some.received], ['cba', 3]);
  const many = receive(some, Array.from({ length: 2 * mostHeld }, () => event('x')), false);
  equal([many.events.length, many.received], [mostHeld, 2 * mostHeld + 3]);
});

Deno.test('what comes while one reads waits, and nothing on show moves', () => {
  const reading = receive(receive(nothingYet, [event('a')], false), [event('b'), event('c')], true);
  equal([ids(reading.events), ids(reading.held)], ['a', 'cb']);
  equal([ids(resume(reading).events), resume(reading).held.length], ['cba', 0]);
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
  press(view.one('link', 'landing page'));
  match(location.pathname, /\/events\/landing%20page$/);
  await until(view, () => view.element.querySelectorAll('.property').length === 3);
  match(view.element.querySelector('.property')?.textContent, /\$browser.*Chrome, Safari/);
  press(view.element.querySelector('.property')!);
  await until(view, () => view.element.querySelectorAll('.values li').length === 4);
  match(view.element.querySelector('.values li')?.textContent, /Chrome5,21048%/);
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

Deno.test('the live page lists what the stream brings, and says when it has ended', async () => {
  const streams: FakeSource[] = [];
  class FakeSource extends window.EventTarget {
    static readonly CLOSED = 2;
    readyState = 0;
    onopen: (() => void) | null = null;
    onerror: (() => void) | null = null;
    constructor(readonly url: string) {
      super();
      streams.push(this);
    }
    close(): void {
      this.readyState = 2;
    }
    send(data: string): void {
      this.dispatchEvent(new window.MessageEvent('event', { data }));
    }
    refuse(): void {
      this.readyState = 2;
      this.onerror?.();
    }
  }
  const scope = globalThis as unknown as { EventSource: unknown };
  const real = scope.EventSource;
  scope.EventSource = FakeSource;
  const [view, wire] = await open('/live?event=view');
  await until(view, () => streams.length > 0);
  const stream = streams.at(-1)!;
  match(stream.url, /\/events\/live\?event=view$/);
  stream.onopen?.();
  stream.send(JSON.stringify(event('a')));
  stream.send('no json');
  await until(view, () => view.element.querySelectorAll('.live-list li').length === 1);
  match(view.one('status').textContent, /Listening · 1 event/);
  press(view.one('button', 'Pause'));
  stream.send(JSON.stringify(event('b')));
  await until(view, () => view.all('button', 'Show 1 new').length === 1);
  equal(view.element.querySelectorAll('.live-list li').length, 1);
  press(view.one('button', 'Show 1 new'));
  equal(view.element.querySelectorAll('.live-list li').length, 2);
  stream.dispatchEvent(new window.MessageEvent('dropped', { data: '{"count":7}' }));
  await until(view, () => /7 more came too fast/.test(view.text()));
  const opened = streams.length;
  stream.refuse();
  await until(view, () => streams.length === opened + 1);
  equal(wire.asked.filter((it) => it === 'GET /auth/me').length, 2);
  const second = streams.at(-1)!;
  second.refuse();
  await until(view, () => view.all('alert', /does not send events/).length === 1);
  view.unmount();
  equal(second.readyState, 2);
  scope.EventSource = real;
  wire.restore();
});
