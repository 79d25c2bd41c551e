import { type Clock, HOUR, instant, now, tick, uuid } from '../src/clock.ts';
import { equal, holds, withGlobals } from './browser.ts';

/** A device's clock under our control, in milliseconds. */
function atTimes<Result>(times: number[], test: () => Result): Result {
  class FakeDate extends Date {
    static override now = () => times.length > 1 ? times.shift()! : times[0]!;
  }
  return withGlobals({ Date: FakeDate }, test);
}

Deno.test('times strictly increase though the clock stands still', () => {
  const clock: Clock = {};
  const times = atTimes([1_000], () => Array.from({ length: 5 }, () => tick(clock)));
  equal(times, [1_000_000, 1_000_001, 1_000_002, 1_000_003, 1_000_004]);
});

Deno.test('a clock set back hours goes on from where it was, and so does sent_at', () => {
  const clock: Clock = {};
  const before = atTimes([HOUR / 100], () => tick(clock));
  const after = atTimes([HOUR / 1000], () => tick(clock));
  equal(after, before + 1);
  const sent = atTimes([HOUR / 1000 + 250], () => now(clock));
  equal(sent - before, 250_000);
});

Deno.test('a step back of less than a second is waited out', () => {
  const clock: Clock = {};
  atTimes([5_000], () => tick(clock));
  const times = atTimes([4_500], () => [tick(clock), tick(clock)]);
  equal(times, [5_000_001, 5_000_002]);
  equal(clock.shift, undefined);
});

Deno.test('an instant has six digits after the second', () => {
  equal(instant(1_700_000_000_123_045), '2023-11-14T22:13:20.123045Z');
  equal(instant(1_700_000_000_000_000), '2023-11-14T22:13:20.000000Z');
});

Deno.test('ids are UUIDs of version 7 that sort by time and never repeat', () => {
  const times = Array.from({ length: 3000 }, (_, place) => 1_700_000_000_000_000 + place);
  const ids = times.map(uuid);
  for (const id of ids) {
    holds(/^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/.test(id), id);
  }
  equal(ids.toSorted(), ids);
  const same = new Set(Array.from({ length: 3000 }, () => uuid(1_700_000_000_000_000)));
  equal(same.size, 3000);
});
