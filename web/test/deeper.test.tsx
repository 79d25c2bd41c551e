import { App } from '@/app/App.tsx';
import { forgetAnswers } from '@/api/queryCache.ts';
import { startSession } from '@/session/session.ts';
import { equal, match } from './expect.ts';
import { demo, furnished } from './fixture/scenes.ts';
import {
  connect,
  goTo,
  press,
  pressIn,
  pressKey,
  render,
  type,
  until,
  type View,
  type Wire,
} from './render.ts';

/** The page of Checkout, signed in. */
async function open(search = ''): Promise<readonly [View, Wire]> {
  forgetAnswers();
  const api = furnished();
  const wire = connect(api);
  const funnel = api.funnels.find(({ name }) => name === 'Checkout');
  await fetch('/api/v1/auth/login', {
    method: 'POST',
    headers: { 'X-CSRF': '1' },
    body: JSON.stringify(demo),
  });
  goTo(`/projects/${funnel?.project_id}/funnels/${funnel?.id}${search}`);
  startSession();
  const view = render(<App />);
  await until(view, () => view.all('heading', /reach Purchase/).length > 0);
  return [view, wire];
}

function close(view: View, wire: Wire): void {
  view.unmount();
  wire.restore();
}

const numberIn = (element: Element | null | undefined): number =>
  Number((element?.textContent ?? '').replaceAll(/\D/g, ''));

Deno.test('the headline compares with the days before, and need not', async () => {
  const [view, wire] = await open();
  await until(view, () => /1\.3 points on the previous 30 days, unlikely/.test(view.text()));
  match(view.element.querySelector('.note')?.textContent, /points above the previous 30 days/);
  press(view.one('button', /vs previous/));
  equal(location.search, '?compare=off');
  await until(view, () => !/previous 30 days/.test(view.text()));
  close(view, wire);
});

Deno.test('without an answer for the days before, the page stands as it does without them', async () => {
  const [view, wire] = await open('?compare=off');
  equal(wire.asked.some((it) => it.includes('compare=previous')), false);
  equal(view.all('alert').filter(({ textContent }) => textContent !== '').length, 0);
  close(view, wire);
});

Deno.test('groups of a property add up to the funnel’s own numbers', async () => {
  const [view, wire] = await open('?by=$browser');
  const rows = (): readonly Element[] => [...view.element.querySelectorAll('.groups tbody tr')];
  await until(view, () => rows().length === 5);
  const sum = (column: number): number =>
    rows().reduce((total, row) => total + numberIn(row.children[column]), 0);
  equal([sum(4), sum(5)], [4812, 516]);
  match(view.element.querySelector('.telling')?.textContent, /Firefox converts .* points below/);
  close(view, wire);
});

Deno.test('a property is chosen by pressing, by searching, and by typing one that is not listed', async () => {
  const [view, wire] = await open();
  await until(view, () => view.all('button', 'plan').length > 0);
  press(view.one('button', 'plan'));
  equal(location.search, '?by=plan');
  await until(view, () => view.element.querySelectorAll('.groups tbody tr').length === 2);
  press(view.one('button', 'Break down by: plan'));
  type(view.one('input', 'Property'), 'brow');
  press(view.one('button', /^\$browser/));
  equal(new URLSearchParams(location.search).get('by'), '$browser');
  press(view.one('button', /^Break down by/));
  type(view.one('input', 'Property'), 'cart.size');
  press(view.one('button', 'Use cart.size'));
  equal(new URLSearchParams(location.search).get('by'), 'cart.size');
  press(view.one('button', /^Break down by/));
  type(view.one('input', 'Property'), 'brow');
  // As Enter does in the field: only one can be meant.
  const enter = new window.Event('submit', { bubbles: true, cancelable: true });
  view.one('input', 'Property').closest('form')?.dispatchEvent(enter);
  await until(view, () => new URLSearchParams(location.search).get('by') === '$browser');
  close(view, wire);
});

Deno.test('the attribution goes into the address and into the question', async () => {
  const [view, wire] = await open('?by=plan');
  await until(view, () => view.element.querySelectorAll('.groups tbody tr').length === 2);
  press(view.one('button', 'Break down by: plan'));
  type(view.one('input', /^Where it changes/), 'stage:2');
  type(view.one('input', /^Property of/), 'user');
  equal(location.search, '?by=plan&attribution=stage%3A2&of=user');
  await until(
    view,
    () => wire.asked.some((it) => /breakdown_scope=user&attribution=stage%3A2/.test(it)),
  );
  close(view, wire);
});

Deno.test('the trend is read point by point, and as a table with the same numbers', async () => {
  const [view, wire] = await open();
  const chart = (): Element | null => view.element.querySelector('[role=slider]');
  await until(view, () => chart() !== null);
  const last = chart()?.getAttribute('aria-valuetext');
  pressKey(chart()!, 'Home');
  match(chart()?.getAttribute('aria-valuetext'), /^\w+ \d+: \d+\.\d%, \d+ of \d+$/);
  pressKey(chart()!, 'End');
  equal(chart()?.getAttribute('aria-valuetext'), last);
  press(view.one('button', 'Conversion over time as a table'));
  equal(location.search, '?tables=trend');
  const rows = [...view.element.querySelectorAll('.trend-panel tbody tr')];
  equal(rows.length, 30);
  equal(rows.reduce((sum, row) => sum + numberIn(row.children[1]), 0), 4812);
  close(view, wire);
});

Deno.test('the histogram’s table holds everyone who converted', async () => {
  const [view, wire] = await open('?tables=times');
  await until(view, () => view.element.querySelector('.times-panel tbody tr') !== null);
  const rows = [...view.element.querySelectorAll('.times-panel tbody tr')];
  equal(rows.reduce((sum, row) => sum + numberIn(row.children[2]), 0), 516);
  close(view, wire);
});

Deno.test('a report that fails says why in its place; the others stand', async () => {
  const [view, wire] = await open('?compare=off');
  await until(view, () => view.element.querySelector('[role=slider]') !== null);
  // The other funnels' rates are asked for in turn; the failure is not meant for them.
  await until(view, () => /Everyone99/.test(view.text()));
  wire.api.failures = 1;
  press(view.one('button', 'plan'));
  await until(view, () => view.all('alert', /The server is busy/).length === 1);
  equal(view.element.querySelectorAll('[role=slider]').length, 1);
  press(view.one('button', 'Try By plan again'));
  await until(view, () => view.element.querySelectorAll('.groups tbody tr').length === 2);
  close(view, wire);
});

Deno.test('several properties make one value together, and their groups hold everyone', async () => {
  const [view, wire] = await open('?by=plan');
  await pressIn(view, /^Break down by/, 'button', 'And by $browser');
  equal(location.search, '?by=plan&by=%24browser');
  const rows = (): readonly Element[] => [...view.element.querySelectorAll('.groups tbody tr')];
  await until(view, () => rows().length > 5);
  equal(rows().reduce((sum, row) => sum + numberIn(row.children[4]), 0), 4812);
  match(rows()[0]?.textContent, /^free · Chrome/);
  equal(wire.asked.some((it) => it.includes('breakdown=plan&breakdown=%24browser')), true);
  press(view.one('button', /^plan/));
  equal(location.search, '?by=%24browser');
  close(view, wire);
});
