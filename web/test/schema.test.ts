import {
  anything,
  boolean,
  list,
  nullable,
  number,
  object,
  pair,
  text,
  withDefault,
} from '@/api/schema.ts';
import { equal } from './expect.ts';

Deno.test('an object gives all its faults at once, each with its path', () => {
  const schema = object({
    name: text().rule((value) => value !== '', 'is empty'),
    stages: list(object({ event: text() })),
    rate: number(),
    on: boolean(),
  });
  const parsed = schema.parse({ name: '', stages: [{ event: 'a' }, {}], rate: NaN, on: 1 });
  equal(parsed.ok ? [] : parsed.faults.map(({ path }) => path), [
    'name',
    'stages.1.event',
    'rate',
    'on',
  ]);
});

Deno.test('unknown keys are ignored, so that a newer server may add some', () => {
  equal(object({ a: number() }).parse({ a: 1, b: 2 }), { ok: true, value: { a: 1 } });
});

Deno.test('absent, null and default', () => {
  equal(withDefault(number(), 7).parse(undefined), { ok: true, value: 7 });
  equal(withDefault(number(), 7).parse(null), { ok: true, value: 7 });
  equal(nullable(number()).parse(null), { ok: true, value: null });
  equal(nullable(number()).parse('x').ok, false);
  equal(anything().parse(undefined).ok, true);
});

Deno.test('a pair is two numbers, no more and no fewer', () => {
  equal(pair().parse([1, 2]), { ok: true, value: [1, 2] });
  equal(pair().parse([1]).ok, false);
  equal(pair().parse([1, 2, 3]).ok, false);
  equal(pair().parse('12').ok, false);
});

Deno.test('what is no object, no list, no text says so', () => {
  for (const schema of [object({}), list(text()), text()]) equal(schema.parse(5).ok, false);
});
