import { App } from '@/app/App.tsx';
import { forgetAnswers } from '@/api/queryCache.ts';
import { startSession } from '@/session/session.ts';
import { equal, match } from './expect.ts';
import { demo, furnished, scenes } from './fixture/scenes.ts';
import {
  connect,
  goTo,
  press,
  pressKey,
  render,
  submit,
  type,
  until,
  type View,
  type Wire,
} from './render.ts';

/** The page of a funnel, signed in. */
async function open(name: string, search = ''): Promise<readonly [View, Wire, string]> {
  forgetAnswers();
  const api = furnished();
  const wire = connect(api);
  const funnel = api.funnels.find((it) => it.name === name);
  const path = `/projects/${funnel?.project_id}/funnels/${funnel?.id ?? 'new'}`;
  await fetch('/api/v1/auth/login', {
    method: 'POST',
    headers: { 'X-CSRF': '1' },
    body: JSON.stringify(demo),
  });
  goTo(path + search);
  startSession();
  const view = render(<App />);
  return [view, wire, path];
}

const has = (view: View, name: string | RegExp): () => boolean => () =>
  view.all('heading', name).length > 0;

function close(view: View, wire: Wire): void {
  view.unmount();
  wire.restore();
}

/** The numbers of a table row, as they stand there. */
const cells = (row: Element | undefined): readonly (string | null)[] =>
  [...row?.children ?? []].map((cell) => cell.textContent);

Deno.test('every scene shows its stages in the chart and the same numbers in the table', async () => {
  for (const [name, stages, users, waiting] of scenes.filter(([, , [first]]) => first !== 0)) {
    const [view, wire] = await open(name);
    await until(view, has(view, new RegExp(`reach ${stages.at(-1)}`)));
    await until(view, () => view.all('row').length > 0);
    const rows = view.all('row');
    equal(rows.map((row) => cells(row)[0]), stages);
    equal(rows.map((row) => cells(row)[1]), users.map((n) => n.toLocaleString('en-US')));
    for (const [index, row] of rows.entries()) {
      if (index === 0) continue;
      const waits = waiting?.[index] ?? 0;
      const left = users[index - 1]! - users[index]! - waits;
      equal(cells(row).slice(4, 6), [left, waits].map((n) => n.toLocaleString('en-US')));
    }
    equal(view.element.querySelectorAll('.river').length, 1);
    close(view, wire);
  }
});

Deno.test('the note explains the biggest leak, then what one looks at, then rests', async () => {
  const [view, wire] = await open('Checkout');
  await until(view, has(view, /reach Purchase/));
  const note = (): string => view.element.querySelector('.note')?.textContent ?? '';
  match(
    note(),
    /View product → Add to cart43\.5% continue.*1,445 people left.*96 people still have/,
  );
  const pills = view.all('button', /continue/);
  equal(pills.map((pill) => pill.tabIndex), [0, -1, -1, -1]);
  pills[0]!.focus();
  await until(view, () => note().startsWith('Visit landing page'));
  pressKey(pills[0]!, 'ArrowRight');
  pressKey(document.activeElement!, 'End');
  equal(document.activeElement, pills[3]);
  await until(view, () => note().startsWith('Start checkout'));
  press(pills[3]!);
  pills[3]!.blur();
  equal(pills[3]!.getAttribute('aria-pressed'), 'true');
  match(note(), /^Start checkout/);
  pressKey(pills[3]!, 'Escape');
  await until(view, () => note().startsWith('View product'));
  close(view, wire);
});

Deno.test('a phone gets the river top to bottom with the same numbers', async () => {
  const media = (globalThis as unknown as { matchingMedia: Set<string> }).matchingMedia;
  media.add('(max-width: 699.98px)');
  media.delete('(min-width: 1200px)');
  const [view, wire] = await open('Checkout');
  await until(view, has(view, /reach Purchase/));
  match(view.element.querySelector('.down')?.textContent, /4,812.*−1,872212.*−1,44596/);
  press(view.one('button', 'Open navigation'));
  equal(view.element.querySelector('dialog')?.open, true);
  press(view.one('button', 'Close navigation'));
  equal(view.element.querySelector('dialog')?.open, false);
  media.add('(min-width: 1200px)');
  media.delete('(max-width: 699.98px)');
  close(view, wire);
});

Deno.test('a range goes into the address and into the request, in the project’s zone', async () => {
  const [view, wire, path] = await open('Checkout', '?start=2026-01-05&end=2026-01-11');
  await until(view, has(view, /reach Purchase/));
  equal(wire.asked.some((it) => it.includes('start_date=2026-01-05&end_date=2026-01-11')), true);
  match(view.one('button', /^Dates:/).textContent, /Jan 5/);
  press(view.one('button', 'Last 90 days'));
  equal(view.one('button', 'Last 90 days').getAttribute('aria-pressed'), 'true');
  await until(view, () => location.pathname + location.search === `${path}?range=90d`);
  await until(view, () => view.text().includes('14,436'));
  press(view.one('button', 'Choose dates'));
  await until(view, () => view.all('input', /First day/).length > 0);
  type(view.one('input', /First day/), '2026-03-09');
  type(view.one('input', /Last day/), '2026-03-01');
  await submit(view);
  match(view.text(), /The first day comes after the last one/);
  type(view.one('input', /Last day/), '2026-03-10');
  await submit(view);
  equal(location.search, '?start=2026-03-09&end=2026-03-10');
  close(view, wire);
});

Deno.test('failed at first: says why, and can be tried again', async () => {
  const [view, wire] = await open('Checkout');
  wire.api.failures = 40;
  await until(view, has(view, 'The funnel could not be loaded'));
  match(view.text(), /The server is busy/);
  wire.api.failures = 0;
  press(view.one('button', 'Try again'));
  await until(view, has(view, /reach Purchase/));
  wire.api.failures = 40;
  press(view.one('button', 'Refresh'));
  await until(view, has(view, 'These numbers may be old'));
  equal(view.all('heading', /reach Purchase/).length, 1);
  close(view, wire);
});

Deno.test('nothing at all: the line that sends the first event of the funnel', async () => {
  const [view, wire] = await open('Empty');
  await until(view, () => /No event has arrived in this project yet/.test(view.text()));
  await until(view, () => /"event_type":"open"/.test(view.text()));
  match(view.text(), /X-API-Key: pk_fixture_7Q4mB2xN/);
  close(view, wire);
});

Deno.test('nothing in these days: to the latest days that have something', async () => {
  const [view, wire] = await open('Empty');
  const { api } = wire;
  const funnel = {
    ...api.funnels[0]!,
    id: 'old',
    name: 'Old',
    stages: [{ name: 'Open', event: 'open' }, { name: 'Try', event: 'try' }],
  };
  delete (funnel as { script?: unknown }).script;
  api.funnels.push(funnel);
  api.events.push({
    project: funnel.project_id,
    event_type: 'open',
    user_id: 'u',
    at: Date.parse('2015-06-09T12:00:00Z'),
  });
  close(view, wire);
  forgetAnswers();
  goTo(`/projects/${funnel.project_id}/funnels/old`);
  const again = connect(api);
  await fetch('/api/v1/auth/login', {
    method: 'POST',
    headers: { 'X-CSRF': '1' },
    body: JSON.stringify(demo),
  });
  startSession();
  const old = render(<App />);
  await until(old, () => /1 person entered this funnel on other days/.test(old.text()));
  press(old.one('button', 'Go to the latest days'));
  await until(old, has(old, /reach Try/));
  equal(location.search, '?start=2015-05-11&end=2015-06-09');
  match(old.text(), /0 of 1 person, too few to tell/);
  close(old, again);
});

Deno.test('an unknown funnel and an unknown address say so', async () => {
  const [view, wire, path] = await open('Checkout');
  await until(view, has(view, /reach Purchase/));
  close(view, wire);
  for (
    const [address, words] of [
      [path + 'x', 'There is no such funnel'],
      ['/projects/none/funnels/none', 'There is no such funnel'],
      ['/nowhere', 'There is nothing at this address'],
    ] as const
  ) {
    goTo(address);
    const again = connect(wire.api);
    await fetch('/api/v1/auth/login', {
      method: 'POST',
      headers: { 'X-CSRF': '1' },
      body: JSON.stringify(demo),
    });
    startSession();
    const page = render(<App />);
    await until(page, has(page, words));
    close(page, again);
  }
});

Deno.test('without the server, the numbers on show say which days they are of', async () => {
  const [view, wire] = await open('Checkout', '?start=2026-03-01&end=2026-03-30');
  await until(view, has(view, /reach Purchase/));
  const connected = globalThis.fetch;
  globalThis.fetch = () => Promise.reject(new TypeError('no network'));
  press(view.one('button', 'Last 90 days'));
  await until(view, has(view, /^These are the numbers of Mar 1 – 30/));
  globalThis.fetch = connected;
  press(view.one('button', 'Try again'));
  await until(view, () => view.all('alert', /numbers of/).length === 0);
  close(view, wire);
});

Deno.test('a stage that nobody reached is named as such, with what may be the reason', async () => {
  const [view, wire] = await open('Nobody further');
  await until(view, has(view, /reach Return/));
  press(view.one('button', /^Try to Buy/));
  match(
    view.text(),
    /Of 66 people nobody has reached Buy in these days\. .* spelled as it is sent/,
  );
  close(view, wire);
});
