import { useState } from 'react';
import { useTween } from '@/ui/useTween.ts';
import { equal } from './expect.ts';
import { press, render, until } from './render.ts';

const seen: (readonly number[])[] = [];

function Counter({ targets }: { targets: readonly (readonly number[])[] }): JSX.Element {
  const [at, setAt] = useState(0);
  const shown = useTween(targets[at] ?? []);
  seen.push(shown);
  return <button type='button' onClick={() => setAt(at + 1)}>{shown.join(' ')}</button>;
}

const media = (globalThis as unknown as { matchingMedia: Set<string> }).matchingMedia;
const still = '(prefers-reduced-motion: reduce)';

Deno.test('numbers move to their new values together, and not on the first paint', async () => {
  media.delete(still);
  seen.length = 0;
  const view = render(<Counter targets={[[0, 100], [50, 0], [1, 2, 3]]} />);
  equal(seen.every((values) => values.join() === '0,100'), true);
  press(view.one('button'));
  await until(view, () => view.text() === '50 0');
  const between = seen.filter(([first = 0]) => first > 0 && first < 50);
  equal(between.length > 0, true);
  for (const [first = 0, second = 0] of between) {
    equal(Math.abs(second - (100 - 2 * first)) < 1e-9, true);
  }
  press(view.one('button'));
  equal(view.text(), '1 2 3');
  view.unmount();
  media.add(still);
});

Deno.test('for people who asked for less motion they change at once', () => {
  const view = render(<Counter targets={[[0], [50]]} />);
  seen.length = 0;
  press(view.one('button'));
  equal(view.text(), '50');
  equal(seen.every(([value]) => value === 0 || value === 50), true);
  view.unmount();
});
