import { Toasts } from '@/ui/Toasts.tsx';
import { toast, toasts } from '@/ui/toast.ts';
import { equal, match } from './expect.ts';
import { press, render, until } from './render.ts';

Deno.test('a toast says what was done and takes it back', async () => {
  const view = render(<Toasts />);
  let back = 0;
  toast('“Buying” was deleted.', () => Promise.resolve(back += 1));
  await until(view, () => view.all('button', 'Undo').length === 1);
  match(view.one('region', 'Notifications').textContent, /“Buying” was deleted\./);
  press(view.one('button', 'Undo'));
  await until(view, () => view.all('button').length === 0);
  equal(back, 1);
  view.unmount();
});

Deno.test('what could not be taken back says why and may be tried again', async () => {
  const view = render(<Toasts />);
  let tries = 0;
  toast('Deleted.', () => {
    tries += 1;
    return tries === 1 ? Promise.reject(new Error('The server is busy.')) : Promise.resolve();
  });
  await until(view, () => view.all('button', 'Undo').length === 1);
  press(view.one('button', 'Undo'));
  await until(view, () => /could not be undone: The server is busy/.test(view.text()));
  press(view.one('button', 'Try again'));
  await until(view, () => view.all('button').length === 0);
  equal(tries, 2);
  view.unmount();
});

Deno.test('three toasts at most, the latest stay; none outlives the session', async () => {
  const view = render(<Toasts />);
  for (const n of [1, 2, 3, 4]) toast(`Number ${n}`);
  await until(view, () => view.all('button', 'Dismiss').length === 3);
  equal(/Number 1/.test(view.text()), false);
  press(view.all('button', 'Dismiss')[0] ?? view.element);
  equal(toasts.get().map(({ text }) => text), ['Number 3', 'Number 4']);
  view.unmount();
  equal(toasts.get(), []);
});
