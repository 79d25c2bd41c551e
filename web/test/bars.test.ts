import { barDown, barsAcross } from '@/ui/bars/geometry.ts';
import type { Flow } from '@/ui/river/geometry.ts';
import { layoutFor } from '@/funnel/layout.ts';
import { close, equal } from './expect.ts';

const checkout: Flow = {
  users: [4812, 2728, 1187, 741, 516],
  waiting: [212, 96, 31, 18],
  left: [1872, 1445, 415, 207],
};
const intervals = [[100, 100], [55, 58], [23, 26], [14, 17], [9.9, 11.6]] as const;

Deno.test('a bar is as high as its count, and stands on all who came to the stage before', () => {
  const { bars, baseline, grid } = barsAcross(checkout, intervals, 1134);
  const full = bars[0]!.reached.height;
  for (const [stage, bar] of bars.entries()) {
    close(bar.reached.height, (full * checkout.users[stage]!) / 4812);
    close(bar.reached.y + bar.reached.height, baseline);
    if (stage === 0) continue;
    // Less than a pixel would be invisible: the one exception.
    close(bar.waiting!.height, Math.max(1, (full * checkout.waiting[stage - 1]!) / 4812));
    close(bar.left!.height, (full * checkout.left[stage - 1]!) / 4812);
    close(bar.waiting!.y + bar.waiting!.height, bar.reached.y);
    close(bar.left!.y + bar.left!.height, bar.waiting!.y);
    close(baseline - bar.left!.y, (full * checkout.users[stage - 1]!) / 4812, 1);
  }
  equal(grid.map(({ percent }) => percent), [0, 25, 50, 75, 100]);
  close(baseline - grid.at(-1)!.y, full);
});

Deno.test('the line on a bar spans the interval of its rate; who entered has none', () => {
  const { bars, baseline } = barsAcross(checkout, intervals, 1134);
  const full = bars[0]!.reached.height;
  equal(bars[0]!.whisker, null);
  close(baseline - bars[4]!.whisker!.from, full * 0.099);
  close(baseline - bars[4]!.whisker!.to, full * 0.116);
  const lying = barDown(checkout, 4, [9.9, 11.6], 350);
  close(lying.whisker!.to - lying.whisker!.from, 350 * 0.017);
});

Deno.test('bars and the figures of their scale keep apart in every width', () => {
  for (const stages of [2, 3, 5, 8, 12, 20]) {
    const users = Array.from({ length: stages }, () => 1_234_567);
    const flow = { users, waiting: users.slice(1).map(() => 0), left: users.slice(1).map(() => 0) };
    for (const room of [700, 1024, 1160, 2280]) {
      const { width } = layoutFor('bars', room, false, stages);
      const { bars, column } = barsAcross(flow, [], width);
      equal(column >= 112, true);
      const last = bars.at(-1)!.reached;
      equal(last.x + last.width <= width - 34 + 1e-9, true);
      for (const [index, { reached }] of bars.entries()) {
        equal(reached.x + reached.width < (index + 1) * column, true);
      }
    }
  }
});

Deno.test('a skipped stage may be the highest bar; nobody at all makes no bar', () => {
  const skipped = barsAcross({ users: [100, 20, 90], waiting: [0, 0], left: [80, 10] }, [], 900);
  const tops = skipped.bars.map(({ reached, left }) => (left ?? reached).y);
  equal(tops.every((y) => y >= 9.99), true);
  const empty = barsAcross({ users: [0, 0], waiting: [0], left: [0] }, [null, null], 600);
  equal(empty.bars.map(({ reached, left, waiting }) => [reached.height, left, waiting]), [
    [0, null, null],
    [0, null, null],
  ]);
  equal(JSON.stringify(empty).includes('NaN'), false);
});

Deno.test('one of a million stays visible', () => {
  const flow = { users: [1_000_000, 1], waiting: [1], left: [999_998] };
  const [, bar] = barsAcross(flow, [], 900).bars;
  equal([bar!.reached.height, bar!.waiting!.height], [1, 1]);
  equal(barDown(flow, 1, null, 320).reached.width, 1);
});

Deno.test('the note stands beside the bars where there is room, else below', () => {
  equal(layoutFor('bars', 1160, false, 5), { width: 876, noteAt: 'side' });
  equal(layoutFor('bars', 1160, false, 8), { width: 1160, noteAt: 'below' });
  equal(layoutFor('bars', 1160, false, 20), { width: 2640, noteAt: 'below' });
  equal(layoutFor('river', 1160, false, 5), { width: 1160, noteAt: 'corner' });
  equal(layoutFor('bars', 350, true, 20), { width: 350, noteAt: 'below' });
});
