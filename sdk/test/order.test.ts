import { instant, uuid } from '../src/clock.ts';
import { makeOrder, type Waiting } from '../src/order.ts';
import { makeStore } from '../src/store.ts';
import { equal, holds } from './browser.ts';

const START = 1_700_000_000_000_000;
const timeOf = (name: string) => Number(name.slice(0, 16));

function made(time: number, fields = {}): Waiting {
  const event = { id: uuid(time), user_id: 'u', event_type: 'e', timestamp: instant(time) };
  return { name: `${time}.${event.id}`, event: { ...event, ...fields } };
}

const micros = ({ event }: Waiting) =>
  Date.parse(event.timestamp!) * 1000 + Number(event.timestamp!.slice(-4, -1));

/** What the server makes of it: received − sent_at, where one request takes as long as it takes. */
const stored = (entry: Waiting, latency: number) => micros(entry) + latency;

/** Makes `performance.now` a clock under our control, in microseconds. */
function withElapsed(test: (advance: (micros: number) => void) => void) {
  const real = performance.now;
  let elapsed = 0;
  performance.now = () => elapsed / 1000;
  try {
    test((micros) => elapsed += micros);
  } finally {
    performance.now = real;
  }
}

Deno.test('an event made while a slow request is under way lands after it', () => {
  withElapsed((advance) => {
    const settle = makeOrder(makeStore('t.'), timeOf);
    const first = made(START);
    const isKnown = settle([first]);
    advance(500_000);
    isKnown();
    const second = made(START + 1_000);
    settle([second]);
    holds(stored(first, 499_000) < stored(second, 5_000), 'in order');
  });
});

Deno.test('a beacon sent while a request is under way lands after it', () => {
  const settle = makeOrder(makeStore('t.'), timeOf);
  const first = made(START);
  settle([first]);
  const second = made(START + 1_000);
  settle([second]);
  holds(stored(first, 900_000) < stored(second, 0), 'in order');
});

Deno.test('an event that was sent keeps its time, however often it is sent again', () => {
  const settle = makeOrder(makeStore('t.'), timeOf);
  settle([made(START)])();
  const moved = made(START - 1_000 + 2_000);
  settle([moved])();
  const [time] = [moved.event.timestamp];
  settle([moved])();
  settle([moved])();
  equal(moved.event.timestamp, time);
});

Deno.test('the time to which an event was moved is kept with it', () => {
  const store = makeStore('t.');
  const settle = makeOrder(store, timeOf);
  settle([made(START)]);
  const moved = made(START + 1);
  settle([moved]);
  equal(store.read(moved.name), moved.event);
});

Deno.test('times that the page gave are left alone', () => {
  const settle = makeOrder(makeStore('t.'), timeOf);
  settle([made(START)]);
  const given = made(START + 1, { timestamp: '2020-01-01T00:00:00.000Z' });
  settle([given]);
  equal(given.event.timestamp, '2020-01-01T00:00:00.000Z');
});

Deno.test('a thousand random journeys keep their order, whatever each request takes', () => {
  withElapsed((advance) => {
    let seed = 42;
    const random = () => (seed = seed * 16807 % 2147483647) / 2147483647;
    for (let journey = 0; journey < 1000; journey++) {
      const settle = makeOrder(makeStore('t.'), timeOf);
      let time = START;
      let last = 0;
      for (let request = 0; request < 5; request++) {
        const batch = Array.from({ length: 1 + Math.floor(random() * 3) }, () => {
          time += 1 + Math.floor(random() * 20_000);
          return made(time);
        });
        const isKnown = settle(batch);
        const latency = Math.floor(random() ** 3 * 800_000);
        advance(latency + 1_000);
        // Half of the answers come before the next request, half are never heard.
        if (random() < 0.5) isKnown();
        for (const entry of batch) {
          const place = stored(entry, latency);
          holds(place > last, `journey ${journey}, request ${request}`);
          last = place;
        }
      }
    }
  });
});
