import { ask, follow, forgetAnswers, known, refresh } from '@/api/queryCache.ts';
import { useQuery } from '@/api/useQuery.ts';
import { Problem } from '@/api/problem.ts';
import { useState } from 'react';
import { equal } from './expect.ts';
import { press, render, until } from './render.ts';

const pause = (milliseconds = 2): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

Deno.test('parts that ask the same question together share one request', async () => {
  forgetAnswers();
  let asked = 0;
  const question = (): Promise<number> => Promise.resolve(++asked);
  const stop = [follow('shared', () => {}), follow('shared', () => {})];
  ask('shared', question, 'if-needed');
  ask('shared', question, 'if-needed');
  await pause();
  ask('shared', question, 'if-needed');
  equal([asked, known('shared').data], [1, 1]);
  ask('shared', question, 'again');
  await pause();
  equal(known('shared').data, 2);
  stop.forEach((end) => end());
});

Deno.test('a question that nobody follows any more is aborted', async () => {
  forgetAnswers();
  let aborted = false;
  const end = follow('left', () => {});
  ask(
    'left',
    (signal) => new Promise(() => signal.addEventListener('abort', () => (aborted = true))),
    'again',
  );
  end();
  await pause();
  equal([aborted, known('left').loading], [true, false]);
});

Deno.test('after a write, what is on show is asked again and the rest forgotten', async () => {
  forgetAnswers();
  let asked = 0;
  const end = follow('list on show', () => {});
  ask('list on show', () => Promise.resolve(++asked), 'again');
  ask('list elsewhere', () => Promise.resolve('old'), 'again');
  await pause();
  refresh((key) => key.startsWith('list'));
  await pause();
  equal([known('list on show').data, known('list elsewhere').data], [2, null]);
  end();
});

function Shows({ answers }: { answers: Record<string, () => Promise<string>> }): JSX.Element {
  const [key, setKey] = useState('a');
  const query = useQuery<string>(`view ${key}`, () => answers[key]!(), 'view');
  return (
    <>
      <button type='button' onClick={() => setKey('b')}>next</button>
      <button type='button' onClick={query.retry}>again</button>
      <p>
        {query.data} {query.stale ? 'stale' : ''} {query.loading ? 'loading' : ''}{' '}
        {query.problem?.message}
      </p>
    </>
  );
}

Deno.test('a new question of the family keeps the old answer on show, marked stale', async () => {
  forgetAnswers();
  let release = (_: string): void => {};
  const late = new Promise<string>((resolve) => (release = resolve));
  const view = render(<Shows answers={{ a: () => Promise.resolve('first'), b: () => late }} />);
  await until(view, () => /first\s+$/.test(view.text()));
  press(view.one('button', 'next'));
  await until(view, () => view.text().includes('first stale loading'));
  release('second');
  await until(view, () => view.text().includes('second'));
  equal(/stale|loading/.test(view.text()), false);
  view.unmount();
});

Deno.test('a failed question says why, keeps what was there, and can be asked again', async () => {
  forgetAnswers();
  let fails = false;
  const answer = (): Promise<string> =>
    fails ? Promise.reject(new Problem('refused', 'Busy.', 503)) : Promise.resolve('numbers');
  const view = render(<Shows answers={{ a: answer }} />);
  await until(view, () => view.text().includes('numbers'));
  fails = true;
  press(view.one('button', 'again'));
  await until(view, () => view.text().includes('numbers Busy.'));
  fails = false;
  press(view.one('button', 'again'));
  await until(view, () => !view.text().includes('Busy'));
  view.unmount();
});
