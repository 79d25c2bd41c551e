import { type Flow, river, verticalRiver } from '@/ui/river/geometry.ts';
import { silhouette } from '@/ui/river/Silhouette.tsx';
import { rampColour } from '@/ui/river/ramp.tsx';
import { close, equal, match } from './expect.ts';

const checkout: Flow = {
  users: [4812, 2728, 1187, 741, 516],
  waiting: [212, 96, 31, 18],
  left: [1872, 1445, 415, 207],
};

/** Every number of an SVG path. */
const numbersIn = (path: string): readonly number[] =>
  [...path.matchAll(/-?\d+(\.\d+)?/g)].map(([n]) => Number(n));

Deno.test('thickness is the count: river, pool and fall fill their pillar exactly', () => {
  const shape = river(checkout, 1134);
  const scale = (shape.pillars[0]!.height - 6) / 4812;
  for (const [step, reach] of shape.reaches.entries()) {
    close(reach.height, checkout.users[step + 1]! * scale);
    // Less than a pixel would be invisible: the one exception.
    close(shape.pools[step]!.height, Math.max(1, checkout.waiting[step]! * scale));
    close(shape.pools[step]!.y, reach.y + reach.height);
    const [, upper] = shape.falls[step]!.from;
    close(upper, shape.pools[step]!.y + shape.pools[step]!.height);
    const numbers = numbersIn(shape.falls[step]!.path);
    close(numbers.at(-2)! - numbers[1]!, checkout.left[step]! * scale, 0.02);
  }
});

Deno.test('the mock’s desktop: 196 pixels tall, 1134 wide', () => {
  const shape = river({ ...checkout, waiting: [0, 0, 0, 0] }, 1134);
  close(shape.pillars[0]!.height - 6, 196, 0.1);
  equal(shape.width, 1134);
  equal(shape.lead, 226.8 * 0.27);
});

Deno.test('no fall is wider than its column, whatever the stages and the loss', () => {
  for (const stages of [2, 3, 5, 8, 20]) {
    for (const share of [0, 0.02, 0.5, 0.98]) {
      const users = Array.from({ length: stages }, (_, i) => Math.round(1e6 * share ** i));
      const left = users.slice(1).map((n, i) => users[i]! - n);
      const shape = river({ users, waiting: left.map(() => 0), left }, 132 * stages);
      for (const [step, fall] of shape.falls.entries()) {
        if (!fall) continue;
        const next = shape.pillars[step]!.x + shape.column;
        const width = left[step]! * ((shape.pillars[0]!.height - 6) / users[0]!);
        equal(shape.pillars[step]!.x + shape.lead + width <= next, true);
      }
    }
  }
});

Deno.test('what is not nothing stays visible, and nothing stays away', () => {
  const shape = river({ users: [1_000_000, 999_999, 0], waiting: [0, 0], left: [1, 999_999] }, 900);
  close(numbersIn(shape.falls[0]!.path).at(-2)! - numbersIn(shape.falls[0]!.path)[1]!, 1, 0.02);
  equal(shape.pools, [null, null]);
  equal(shape.reaches[1]!.height, 0);
  equal(shape.pillars[2]!.height, 6);
});

Deno.test('nobody at all still has its pillars', () => {
  const shape = river({ users: [0, 0], waiting: [0], left: [0] }, 600);
  equal(shape.pillars.length, 2);
  equal(shape.falls, [null]);
  equal(JSON.stringify(shape).includes('NaN'), false);
});

Deno.test('on a phone the streams end before the next stage’s', () => {
  const layout = { left: 146, width: 350, stagePitch: 96, numbers: 52 };
  for (const flow of [checkout, { users: [100, 2], waiting: [0], left: [98] }]) {
    const shape = verticalRiver(flow, layout);
    const across = shape.pillars[0]!.width - 6;
    for (const [step, fall] of shape.falls.entries()) {
      const width = (flow.left[step]! / flow.users[0]!) * across;
      equal(30 + width <= 96 + 8 + 1e-9, true);
      equal(fall!.label > shape.pillars[step]!.y, true);
    }
    equal(shape.pillars[0]!.x + shape.pillars[0]!.width < 350 - 52, true);
  }
});

Deno.test('the ramp runs from the first colour to the last over any number of stages', () => {
  equal(rampColour(0, 5), 'var(--s1)');
  equal(rampColour(4, 5), 'var(--s5)');
  equal(rampColour(1, 2), 'var(--s5)');
  equal(rampColour(0, 1), 'var(--s1)');
  match(rampColour(1, 3), /^var\(--s3\)$/);
  match(rampColour(1, 8), /color-mix\(in oklch, var\(--s1\) 43%, var\(--s2\)\)/);
});

Deno.test('a silhouette starts at its first share and closes at the top', () => {
  match(silhouette([1, 0.5], 100, 40), /^M0,0V40C.*V0Z$/);
});
