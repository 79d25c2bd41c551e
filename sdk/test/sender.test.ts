import type { WireEvent } from '../src/iafa.d.ts';
import { makeSender } from '../src/sender.ts';
import { makeSignals } from '../src/signals.ts';
import { makeStore } from '../src/store.ts';
import { equal, fakeStorage, holds, withGlobals } from './browser.ts';

const START = 1_700_000_000_000;
const HTTP_DATE = new Date(START + 90_000).toUTCString();

type Reply = { status: number; body?: unknown; headers?: Record<string, string> } | 'dropped';

/** A sender on a network, a clock and timers of our own. */
function scene(reply: (attempt: number, events: WireEvent[]) => Reply, random = 0.5) {
  let time = START;
  let attempts = 0;
  const timers: { at: number; run: () => void }[] = [];
  const sentAt: number[] = [];
  const batches: WireEvent[][] = [];
  const beacons: WireEvent[][] = [];
  const dropped: [string, unknown][] = [];

  class FakeDate extends Date {
    static override now = () => time;
  }
  const globals = {
    Date: FakeDate,
    localStorage: fakeStorage(),
    Math: Object.assign(Object.create(Math), { random: () => random }),
    setTimeout: (run: () => void, wait = 0) => timers.push({ at: time + wait, run }),
    navigator: {
      sendBeacon: (_: string, text: string) => beacons.push(JSON.parse(text).events) > 0,
    },
    fetch: (_: string, { body }: { body: string }) => {
      const { events } = JSON.parse(body);
      sentAt.push(time - START);
      batches.push(events);
      const answer = reply(attempts++, events);
      if (answer === 'dropped') return Promise.reject(new TypeError('network'));
      const { status, headers = {}, body: text = {} } = answer;
      return Promise.resolve(Response.json(text, { status, headers }));
    },
  };
  const store = makeStore('t.');
  const { on, emit } = makeSignals();
  on('dropped', (event, reason) => dropped.push([(event as WireEvent).id, reason]));
  const options = { key: 'pk_1', api: 'https://iafa.example/api/v1' };

  /** Lets everything that is due until then happen. */
  const pass = async (milliseconds: number) => {
    const end = time + milliseconds;
    for (;;) {
      for (let turn = 0; turn < 50; turn++) await Promise.resolve();
      await new Promise((done) => queueMicrotask(() => done(undefined)));
      timers.sort((a, b) => a.at - b.at);
      if (!timers.length || timers[0]!.at > end) break;
      const { at, run } = timers.shift()!;
      time = at;
      run();
    }
    time = end;
  };
  const run = (play: (sender: ReturnType<typeof makeSender>) => Promise<void>) =>
    withGlobals(globals, () => {
      store.open(true);
      return play(makeSender(store, options, emit, () => 'now', () => true));
    });
  const event = (id: number, fields = {}): [number, WireEvent] => [
    (START * 1000) + id,
    { id: `${id}`, user_id: 'u', event_type: 'e', ...fields },
  ];
  return { run, pass, event, sentAt, batches, beacons, dropped, store };
}

const ok: Reply = { status: 200, body: { status: 'ok', rejected: [] } };

Deno.test('pauses double from one second to a minute, half to half more of each', async () => {
  for (const [random, factor] of [[0, 0.5], [0.5, 1], [1, 1.5]] as const) {
    const { run, pass, event, sentAt } = scene(() => 'dropped', random);
    await run(async (sender) => {
      sender.add(...event(1));
      await pass(300_000);
    });
    const pauses = sentAt.slice(1).map((at, place) => at - sentAt[place]!);
    // The first is lost in the two seconds for which events gather.
    equal(pauses.slice(1, 5), [2000, 4000, 8000, 16000].map((pause) => pause * factor));
    holds(Math.max(...pauses) <= 60_000 * factor, 'a minute at most');
  }
});

for (const [what, value, wait] of [['seconds', '90', 90_000], ['a date', HTTP_DATE, 90_000]]) {
  Deno.test(`Retry-After is kept, given as ${what}`, async () => {
    const refusal: Reply = { status: 503, headers: { 'Retry-After': `${value}` } };
    const { run, pass, event, sentAt } = scene((attempt) => attempt ? ok : refusal);
    await run(async (sender) => {
      sender.add(...event(1));
      await pass(200_000);
    });
    equal(sentAt.length, 2);
    holds(sentAt[1]! >= Number(wait) - 1000, `${sentAt[1]}`);
  });
}

Deno.test('while the server has asked for peace, leaving the page sends nothing', async () => {
  const refusal: Reply = { status: 429, headers: { 'Retry-After': '30' } };
  const { run, pass, event, beacons } = scene(() => refusal);
  await run(async (sender) => {
    sender.add(...event(1));
    await pass(100);
    sender.leave();
  });
  equal(beacons, []);
});

Deno.test('leaving sends what no request has, each event in one beacon', async () => {
  const { run, pass, event, beacons } = scene(() => ok);
  await run(async (sender) => {
    sender.add(...event(1));
    await pass(100);
    for (let id = 2; id < 6; id++) sender.add(...event(id, { text: 'x'.repeat(14_000) }));
    sender.leave();
    sender.leave();
  });
  equal(beacons.map((events) => events.map(({ id }) => id)), [['2', '3'], ['4', '5']]);
});

Deno.test('of more than a thousand that wait the oldest go', async () => {
  const { run, pass, event, dropped, batches } = scene((attempt) => attempt < 3 ? 'dropped' : ok);
  await run(async (sender) => {
    for (let id = 1000; id < 2100; id++) sender.add(...event(id));
    await pass(60_000);
  });
  equal(dropped.length, 100);
  equal(dropped[0], ['1000', 'too many']);
  equal(new Set(batches.slice(3).flat().map(({ id }) => id)).size, 1000);
});

Deno.test('an event too large for any request is dropped at once', async () => {
  const { run, pass, event, dropped, batches } = scene(() => ok);
  await run(async (sender) => {
    sender.add(...event(1, { text: 'ü'.repeat(31_000) }));
    sender.add(...event(2));
    await pass(5_000);
  });
  equal([dropped, batches.flat().map(({ id }) => id)], [[['1', 'too large']], ['2']]);
});

Deno.test('the one that spoils each request it is in is found and dropped alone', async () => {
  const { run, pass, event, dropped, batches, store } = scene((_, events) =>
    events.some(({ id }) => id === '13') ? { status: 413 } : ok
  );
  await run(async (sender) => {
    for (let id = 10; id < 30; id++) sender.add(...event(id));
    await pass(10_000);
  });
  equal(dropped.map(([id]) => id), ['13']);
  equal(store.names('e.'), []);
  holds(batches.length < 20, `${batches.length} requests`);
});

Deno.test('a lasting refusal keeps the events and asks no more', async () => {
  const { run, pass, event, batches, store } = scene(() => ({ status: 401 }));
  await run(async (sender) => {
    sender.add(...event(1));
    await pass(1_000);
    sender.add(...event(2));
    await pass(600_000);
    equal([batches.length, store.names('e.').length], [1, 2]);
  });
});
