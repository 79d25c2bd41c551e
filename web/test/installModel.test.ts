import type { StoredEvent } from '@/api/explorer.ts';
import type { Refusal } from '@/api/refusals.ts';
import {
  compareWith,
  eventsKnown,
  mostKept,
  nothingArrived,
  refuse,
  take,
} from '@/projects/install/arrivals.ts';
import { causesOf, placeOf } from '@/projects/install/diagnosis.ts';
import { definitionFrom, nameOf, proposalFrom, titleOf } from '@/projects/install/proposal.ts';
import { verdictOn } from '@/projects/install/verdict.ts';
import { blocksFor, wayFrom, ways } from '@/projects/install/ways.ts';
import { equal, match } from './expect.ts';

const start = Date.parse('2026-11-23T10:00:00Z');

/** An event so many seconds after the start. */
const event = (kind: string, user: string, second: number, url: string | null = null) =>
  ({
    id: `${kind} ${user} ${second}`,
    event_type: kind,
    user_id: user,
    timestamp: new Date(start + second * 1000).toISOString(),
    url,
  }) as StoredEvent;

const refusal = (id: string, count = 1, more: Partial<Refusal> = {}): Refusal => ({
  id,
  last_at: '2026-11-23T10:00:00Z',
  count,
  status: 401,
  reason: 'invalid_key',
  detail: 'There is no project with this write key.',
  origin: null,
  event_type: null,
  user_agent: null,
  ...more,
});

Deno.test('what was there before the page is no proof, what comes later is', () => {
  const old = [event('a', 'u', 2), event('a', 'u', 1)];
  const opened = compareWith(nothingArrived, old, [refusal('1', 3)], 0);
  equal([opened.taken, opened.refused, opened.list.length], [0, 0, 0]);
  equal(opened.earlier?.map(({ id }) => id), old.map(({ id }) => id));
  const now = take(opened, [event('b', 'u', 3)], 7);
  equal([now.taken, now.list[0]?.id, now.list[0]?.at], [1, 'b u 3', 7]);
  equal(eventsKnown(now).map(({ id }) => id), ['a u 1', 'a u 2', 'b u 3']);
});

Deno.test('an event that stream and list both bring counts once', () => {
  const one = event('a', 'u', 1);
  const live = take(nothingArrived, [one], 0);
  const listed = compareWith(live, [one], [], 0);
  equal([listed.taken, listed.earlier?.length], [1, 0]);
  equal(take(listed, [one], 0).taken, 1);
});

Deno.test('what came while a stream was interrupted is found in the list', () => {
  const opened = compareWith(nothingArrived, [event('a', 'u', 1)], [refusal('1', 2)], 0);
  const again = compareWith(
    opened,
    [event('c', 'u', 3), event('b', 'u', 2), event('a', 'u', 1)],
    [refusal('2'), refusal('1', 5)],
    9,
  );
  equal([again.taken, again.refused], [2, 4]);
  equal(again.list.map(({ id }) => id), ['2', '1', 'c u 3', 'b u 2']);
});

Deno.test('a refusal whose count grows moves up and counts what is new', () => {
  const once = refuse(refuse(nothingArrived, refusal('1'), 1), refusal('2'), 2);
  const more = refuse(once, refusal('1', 4), 3);
  equal(more.list.map(({ id, at }) => [id, at]), [['1', 3], ['2', 2]]);
  equal(more.refused, 5);
  equal(refuse(more, refusal('1', 4), 4), more);
});

Deno.test('a flood is counted whole and held in part', () => {
  const flood = Array.from({ length: mostKept + 10 }, (_, n) => event('a', `u${n}`, n));
  const now = take(nothingArrived, flood, 0);
  equal([now.taken, now.list.length, now.list[0]?.id], [510, 500, 'a u509 509']);
});

Deno.test('each refusal says what to do about it', () => {
  const said = (reason: string, origin: string | null = null) =>
    verdictOn(refusal('1', 1, { reason, origin }));
  equal(said('invalid_key').remedy, { kind: 'key' });
  equal(said('origin_not_allowed', 'https://shop.example').remedy, {
    kind: 'allow',
    origin: 'https://shop.example',
  });
  match(said('in_the_future').title, /Clock off/);
  match(said('in_the_future').mend, /leave timestamp out/);
  match(said('too_old').mend, /retention_days/);
  match(said('a reason of a later server').mend, /send it again/);
});

const causes = (server: string, more: object = {}) =>
  causesOf({ server, domain: 'shop.example', inBrowser: true, asksNotToTrack: false, ...more })
    .map(({ id }) => id);

Deno.test('after a silence the likeliest cause comes first', () => {
  equal(causes('https://iafa.example.com'), ['missing', 'blocker', 'policy', 'key']);
  equal(causes('http://iafa.example.com')[0], 'mixed');
  equal(causes('http://127.0.0.1:8000').slice(0, 2), ['near', 'missing']);
  equal(causes('http://192.168.1.4:8000').slice(0, 3), ['near', 'mixed', 'missing']);
  equal(causes('https://iafa.example.com', { asksNotToTrack: true })[0], 'signal');
  equal(causes('http://127.0.0.1:8000', { inBrowser: false }), ['answer', 'near', 'exit', 'key']);
  equal(causes('https://iafa.example.com', { inBrowser: false })[1], 'address');
  const policy = causesOf({
    server: 'https://iafa.example.com',
    domain: '',
    inBrowser: true,
    asksNotToTrack: false,
  }).find(({ id }) => id === 'policy');
  match(policy?.copy?.text, /connect-src 'self' https:\/\/iafa\.example\.com;/);
});

Deno.test('an address is this machine’s, of the local network, or the world’s', () => {
  for (const host of ['localhost', 'a.localhost', '127.0.0.1', '[::1]']) {
    equal(placeOf(host), 'this machine');
  }
  for (const host of ['10.0.0.1', '172.20.0.1', 'nas', 'nas.local', '[fd00::1]']) {
    equal(placeOf(host), 'the local network');
  }
  for (const host of ['172.32.0.1', 'iafa.example.com', '8.8.8.8', '[2001:db8::1]', 'fda.gov']) {
    equal(placeOf(host), 'the world');
  }
});

const names = (events: readonly StoredEvent[]) => proposalFrom(events)?.map(({ name }) => name);

Deno.test('a funnel is proposed in the order in which most people went', () => {
  const events = [
    event('purchase', 'odd', 0),
    event('page_view', 'odd', 1),
    ...['a', 'b', 'c'].flatMap((user, n) => [
      event('page_view', user, 10 * n + 2),
      event('add_to_cart', user, 10 * n + 3),
      event('page_view', user, 10 * n + 4),
      event('purchase', user, 10 * n + 5),
    ]),
  ];
  equal(names(events), ['Page view', 'Add to cart', 'Purchase']);
  equal(nameOf(proposalFrom(events) ?? []), 'Page view to purchase');
  equal(definitionFrom(proposalFrom(events) ?? []).stages[1], {
    name: 'Add to cart',
    event: 'add_to_cart',
  });
});

Deno.test('kinds that nobody did both of stand as they were first seen; five at most', () => {
  equal(names([event('b', 'x', 2), event('a', 'y', 1)]), ['A', 'B']);
  const many = Array.from({ length: 8 }, (_, n) => event(`kind_${n}`, 'u', n));
  equal(names(many), ['Kind 0', 'Kind 1', 'Kind 2', 'Kind 3', 'Kind 4']);
});

Deno.test('page views alone make a funnel from page to page', () => {
  const at = (path: string, user: string, second: number) =>
    event('page_view', user, second, `https://shop.example${path}`);
  const events = [at('/', 'a', 1), at('/Shoes?x=1', 'a', 2), at('/', 'b', 3), at('/', 'a', 4)];
  equal(proposalFrom(events), [
    {
      name: 'Start page',
      event: 'page_view',
      filters: [{ property: '$path', op: 'eq', value: '/' }],
    },
    {
      name: '/Shoes',
      event: 'page_view',
      filters: [{ property: '$path', op: 'eq', value: '/Shoes' }],
    },
  ]);
});

Deno.test('one kind on one page is too little for a funnel', () => {
  equal(proposalFrom([]), null);
  equal(proposalFrom([event('purchase', 'a', 1), event('purchase', 'b', 2)]), null);
  equal(
    proposalFrom([event('page_view', 'a', 1, 'https://a.example/'), event('page_view', 'a', 2)]),
    null,
  );
});

Deno.test('names are as people read them', () => {
  equal([titleOf('sign-up.done'), titleOf('ÜBER'), titleOf('_')], ['Sign up done', 'ÜBER', '_']);
});

Deno.test('every way holds the server and the key; an unknown one is HTML', () => {
  const code = {
    server: 'https://iafa.example.com',
    key: 'pk_1',
    snippet: '<script data-key="pk_1" src="https://iafa.example.com/tracker.js">',
  };
  for (const way of ways) {
    const text = blocksFor(way, code).map((block) => block.text).join('\n');
    match(text, /pk_1/);
    match(text, /https:\/\/iafa\.example\.com/);
  }
  equal(blocksFor('html', { ...code, snippet: null }), []);
  equal([wayFrom('vue'), wayFrom(null), wayFrom('cobol')], ['vue', 'html', 'html']);
});
