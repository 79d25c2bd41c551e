import { App } from '@/app/App.tsx';
import type { Explanation } from '@/api/reports.ts';
import { forgetAnswers } from '@/api/queryCache.ts';
import { byDay } from '@/people/Timeline.tsx';
import { reasonInWords, standing, traceOf } from '@/people/trace.ts';
import { expected, matching, tabsOf, titleOf } from '@/people/words.ts';
import { startSession } from '@/session/session.ts';
import { VirtualList } from '@/ui/VirtualList.tsx';
import { highest, scrolledTo, spare, windowOf } from '@/ui/virtualWindow.ts';
import { equal, match } from './expect.ts';
import { demo, furnished } from './fixture/scenes.ts';
import {
  connect,
  goTo,
  press,
  pressKey,
  render,
  type,
  until,
  type View,
  type Wire,
} from './render.ts';

async function open(search: string): Promise<readonly [View, Wire]> {
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
  await until(view, () => view.element.querySelector('.stage-table') !== null);
  return [view, wire];
}

function close(view: View, wire: Wire): void {
  view.unmount();
  wire.restore();
}

const title = (view: View): string =>
  view.element.querySelector('.drawer-head h2')?.textContent ?? '';
const rows = (view: View): NodeListOf<Element> => view.element.querySelectorAll('.person-row');

Deno.test('a number leads to exactly those it counts, and the address says so', async () => {
  const [view, wire] = await open('?compare=off');
  press(view.element.querySelector('.stage-table tbody tr:nth-child(3) .lost a')!);
  equal(location.search, '?compare=off&people=3.dropped');
  await until(view, () => rows(view).length > 0);
  equal(title(view), '1,445 people left before Add to cart');
  press(view.one('button', 'Close'));
  equal(location.search, '?compare=off');
  equal(view.element.querySelector('.drawer'), null);
  close(view, wire);
});

Deno.test('every number of the chart has a list of that length', async () => {
  const [view, wire] = await open('?compare=off');
  const links = [...view.element.querySelectorAll<HTMLAnchorElement>('.stage-table .people-link')]
    .filter((link) => link.tagName === 'A');
  equal(links.length, 13);
  for (const link of links) {
    const whom = new URL(link.href).searchParams.get('people')!.split('.');
    const { pathname, searchParams } = new URL(link.href);
    const query = new URLSearchParams({ stage: whom[0]!, status: whom[1]!, limit: '100000' });
    equal(searchParams.has('people'), true);
    const answer = await fetch(
      `/api/v1/analytics/funnel/${pathname.split('/').at(-1)}/users?${query}`,
    );
    const { items } = await answer.json() as { items: readonly unknown[] };
    equal(items.length, Number(link.textContent?.replaceAll(',', '')));
  }
  close(view, wire);
});

Deno.test('a search reads on until everyone has been searched', async () => {
  const [view, wire] = await open('?compare=off&people=2.dropped');
  await until(view, () => rows(view).length > 0);
  const asked = (): number => wire.asked.filter((it) => /\/users\?/.test(it)).length;
  equal(asked(), 1);
  type(view.one('input', 'Search people'), '001900');
  await until(view, () => /1 found$/.test(view.one('status').textContent ?? ''));
  equal(asked(), 4);
  equal(rows(view).length, 1);
  match(rows(view)[0]?.textContent, /visitor-001900/);
  close(view, wire);
});

Deno.test('one group of a breakdown is asked for as a group', async () => {
  const [view, wire] = await open('?compare=off&by=plan');
  await until(view, () => view.element.querySelectorAll('.groups tbody tr').length === 2);
  const link = view.element.querySelector('.groups tbody tr .people-link')!;
  const shown = link.textContent;
  press(link);
  await until(view, () => title(view) !== '' && rows(view).length > 0);
  match(view.element.querySelector('.drawer-head p')?.textContent, /plan is free/);
  equal(wire.asked.some((it) => /breakdown=plan.*breakdown_value=free/.test(it)), true);
  const { all } = { all: wire.asked.filter((it) => /breakdown_value=free/.test(it)) };
  equal(all.length >= 1, true);
  match(shown, /\d/);
  close(view, wire);
});

Deno.test('a person opens with the trace of their attempt and what they did, and goes back', async () => {
  const [view, wire] = await open('?compare=off&people=4.dropped');
  await until(view, () => rows(view).length > 0);
  press(rows(view)[0]!);
  match(location.search, /&person=visitor-/);
  await until(view, () => view.element.querySelectorAll('.trace li').length === 5);
  match(view.element.querySelector('.standing')?.textContent, /^They reached Add to cart and/);
  equal(
    [...view.element.querySelectorAll('.trace li')].map((row) => row.hasAttribute('data-missing')),
    [false, false, false, true, true],
  );
  await until(view, () => view.element.querySelectorAll('.event').length === 3);
  press(view.one('link', 'All of them'));
  equal(location.search, '?compare=off&people=4.dropped');
  close(view, wire);
});

Deno.test('a list that fails says why in its place, and can be tried again', async () => {
  const [view, wire] = await open('?compare=off');
  wire.api.failures = 1;
  press(view.element.querySelector('.stage-table tbody tr:nth-child(2) .lost a')!);
  await until(view, () => view.all('alert', /The server is busy/).length === 1);
  press(view.element.querySelector('.people-fault button')!);
  await until(view, () => rows(view).length > 0);
  close(view, wire);
});

Deno.test('the place of who has not come yet is kept, and asked for when it is in sight', () => {
  let asked = 0;
  const list = (items: readonly string[]): JSX.Element => (
    <VirtualList
      label='People'
      items={items}
      rowHeight={50}
      total={100}
      onNearEnd={() => asked += 1}
      row={(item, _, tabIndex) => <button type='button' tabIndex={tabIndex}>{item}</button>}
    />
  );
  const some = Array.from({ length: 40 }, (_, index) => `p${index}`);
  const view = render(list(some));
  equal(view.element.querySelector<HTMLElement>('.virtual-rows')?.style.height, '5000px');
  equal(asked, 0);
  view.all('button')[0]!.focus();
  pressKey(view.all('button')[0]!, 'End');
  equal(asked, 1);
  equal(view.all('button').length, 0);
  equal(document.activeElement?.className, 'virtual-list');
  equal(view.element.querySelectorAll('[data-waiting]').length > 5, true);
  view.unmount();
});

Deno.test('a person can be exported, and erased once it is asked again; the receipt is shown', async () => {
  const [first, wire] = await open('?compare=off&people=4.dropped');
  await until(first, () => rows(first).length > 0);
  const id = rows(first)[0]?.querySelector('.person-id')?.textContent ?? '';
  press(rows(first)[0]!);
  await until(first, () => first.all('link', 'Open their page').length === 1);
  press(first.one('link', 'Open their page'));
  const view = first;
  await until(view, () => view.all('button', 'Erase').length === 1);
  match(view.one('link', 'Export').getAttribute('href'), new RegExp(`persons/${id}/export$`));
  match(view.element.querySelector('.traits')?.textContent, /device-of-visitor/);
  const erased = (): boolean => wire.asked.some((it) => /^DELETE .*persons/.test(it));
  press(view.one('button', 'Erase'));
  equal(erased(), false);
  match(view.element.querySelector('.erase')?.textContent, /Their 3 events.*cannot be undone/);
  press(view.one('button', 'Erase for good'));
  await until(view, () => view.all('heading', 'Erased').length === 1);
  equal(erased(), true);
  match(view.element.querySelector('.receipt')?.textContent, /3 events in 2 files/);
  close(view, wire);
});

Deno.test('of a hundred thousand rows only those in sight exist, and the keyboard reaches all', () => {
  const items = Array.from({ length: 100_000 }, (_, index) => `p${index}`);
  const view = render(
    <VirtualList
      label='People'
      items={items}
      rowHeight={50}
      total={items.length}
      row={(item, _, tabIndex) => <button type='button' tabIndex={tabIndex}>{item}</button>}
    />,
  );
  const shown = (): readonly string[] => view.all('button').map((it) => it.textContent ?? '');
  equal(shown().length < 60, true);
  pressKey(view.all('button')[0]!, 'End');
  equal(document.activeElement?.textContent, 'p99999');
  equal(shown().length < 60, true);
  pressKey(document.activeElement!, 'ArrowUp');
  equal(document.activeElement?.textContent, 'p99998');
  pressKey(document.activeElement!, 'Home');
  equal(document.activeElement?.textContent, 'p0');
  equal(view.all('button').filter((it) => it.tabIndex === 0).length, 1);
  view.unmount();
});

const stages = ['View', 'Cart', 'Buy'].map((name) => ({
  name,
  event: name.toLowerCase(),
  any_of: [],
  filters: [],
  optional: false,
  first_time: null,
}));

Deno.test('a trace leaves a skipped stage open and counts time from the stage before that', () => {
  const attempt = [
    { stage: 1, event_id: 'a', event: 'view', at: '2026-03-01T10:00:00Z' },
    { stage: 3, event_id: 'b', event: 'buy', at: '2026-03-01T10:05:00Z' },
  ];
  const explanation = { user_id: 'u', reached_stage: 3, attempt, deadline: null, candidates: [] };
  equal(
    traceOf({ stages }, explanation as Explanation).map(({ at, after }) => [at !== null, after]),
    [[true, null], [false, null], [true, 300]],
  );
});

Deno.test('why somebody stands where they stand, in a sentence', () => {
  const at = (stage: number, time: string) => ({ stage, event_id: '', event: '', at: time });
  const of = (reached: number, deadline: string | null) => ({
    user_id: 'u',
    reached_stage: reached,
    attempt: [at(1, '2026-03-01T10:00:00Z'), at(3, '2026-03-01T10:05:00Z')].slice(0, reached),
    deadline,
    candidates: [],
  });
  const now = Date.parse('2026-03-02T00:00:00Z');
  const [over, later] = ['2026-03-01T23:00:00Z', '2026-03-02T01:00:00Z'];
  equal(standing({ stages }, of(3, over), now), 'They went all the way, in 5m.');
  match(standing({ stages }, of(2, over), now), /reached Cart and did not come to Buy in time/);
  match(standing({ stages }, of(2, later), now), /still in time for Buy/);
  match(standing({ stages }, of(1, null), now), /reached View and have not come to Cart so far/);
  const mayBeSkipped = stages.map((stage, place) => ({ ...stage, optional: place === 1 }));
  match(standing({ stages: mayBeSkipped }, of(1, later), now), /in time for Buy/);
  match(standing({ stages }, of(0, null), now), /not in this funnel/);
});

Deno.test('every reason that the server gives has words', () => {
  const reasons =
    'where filter not_first_time before_range after_range before_entry other_attempt other_value ' +
    'too_late out_of_order tie repeat interrupted excluded';
  for (const reason of reasons.split(' ')) {
    equal(reasonInWords(reason).split(' ').length > 2, true);
  }
  equal(reasonInWords('something_new'), 'something new');
});

Deno.test('the tabs above a list say the chart’s numbers', () => {
  const answer = {
    stages: [[9, 0, 0], [6, 2, 1], [4, 1, 1]].map(([users, dropped_users, waiting_users]) => ({
      users,
      dropped_users,
      waiting_users,
    })),
  } as unknown as Parameters<typeof expected>[0];
  const numbers = (stage: number, definition = { stages }) =>
    tabsOf(stage).map((status) =>
      expected(answer, definition, { stage, status, split: null, group: null })
    );
  equal(numbers(1), [9, 6]);
  equal(numbers(2), [6, 4, 2, 1]);
  equal(numbers(3), [4, 4, 1, 1]);
  const mayBeSkipped = stages.map((stage, place) => ({ ...stage, optional: place === 1 }));
  equal(numbers(1, { stages: mayBeSkipped }), [9, 4]);
  equal(
    expected(answer, { stages }, { stage: 1, status: 'reached', split: null, group: 'pro' }),
    null,
  );
});

Deno.test('a window shows what is in sight and a little more, at any place of the list', () => {
  const asked = { rows: 100_000, rowHeight: 50, frame: 500, scrolled: 0 };
  const start = windowOf(asked);
  equal([start.first, start.last, start.height], [0, 10 + spare, 5_000_000]);
  const end = windowOf({ ...asked, scrolled: 5_000_000 - 500 });
  equal([end.first, end.last], [100_000 - 10 - spare, 100_000]);
  equal(end.topOf(99_999), 4_999_950);
  equal(scrolledTo(99_999, asked), 5_000_000 - 500);
  equal(scrolledTo(5, asked), 0);
});

Deno.test('a list higher than any browser draws is pressed together, and its ends are reached', () => {
  const asked = { rows: 2_000_000, rowHeight: 50, frame: 500, scrolled: 0 };
  equal(windowOf(asked).height, highest);
  const scrolled = scrolledTo(1_999_999, asked);
  equal(Math.round(scrolled), highest - 500);
  const end = windowOf({ ...asked, scrolled });
  equal(end.last, 2_000_000);
  equal(Math.round(end.topOf(1_999_999)), highest - 50);
  const middle = scrolledTo(1_000_000, asked);
  const there = windowOf({ ...asked, scrolled: middle });
  equal(there.first <= 1_000_000 && there.last > 1_000_000, true);
  const place = there.topOf(1_000_000) - middle;
  equal(place >= -1 && place <= 451, true);
});

Deno.test('whose list it is, in words', () => {
  const whom = { stage: 2, split: null, group: null } as const;
  equal(
    titleOf({ stages, count_by: 'users' }, { ...whom, status: 'waiting' }, 1),
    '1 person is still in time for Cart',
  );
  equal(
    titleOf({ stages, count_by: 'users' }, { ...whom, status: 'reached' }, null),
    'People reached Cart',
  );
  equal(
    titleOf({ stages, count_by: 'users' }, { ...whom, status: 'dropped' }, 1204),
    '1,204 people left before Cart',
  );
});

Deno.test('people are found by any part of their id, whatever its case', () => {
  const person = (user_id: string) => ({
    user_id,
    reached_stage: 1,
    entered_at: null,
    stage_times: [],
    last_event_at: null,
  });
  const people = [person('Ada@Example.com'), person('bob')];
  equal(matching(people, ' ada@ex ').map(({ user_id }) => user_id), ['Ada@Example.com']);
  equal(matching(people, '').length, 2);
});

Deno.test('a timeline has the days of the project’s clock', () => {
  const at = (timestamp: string) => ({
    id: timestamp,
    event_type: 'x',
    user_id: 'u',
    timestamp,
    session_id: null,
    url: null,
    referrer: null,
    user_agent: null,
    properties: null,
  });
  const events = ['2026-03-02T00:30:00Z', '2026-03-01T23:30:00Z', '2026-03-01T22:30:00Z'].map(at);
  equal(byDay(events, 'Europe/Berlin').map(([, own]) => own.length), [2, 1]);
  equal(byDay(events, 'UTC').map(([, own]) => own.length), [1, 2]);
});
