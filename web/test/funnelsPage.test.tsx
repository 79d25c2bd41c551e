import { App } from '@/app/App.tsx';
import type { FunnelDefinition } from '@/api/answers.ts';
import { forgetAnswers } from '@/api/queryCache.ts';
import { takeTurn } from '@/api/turns.ts';
import { timeLeft } from '@/funnel/list/Deleted.tsx';
import { found, type Glance, sorted, sortFrom } from '@/funnel/list/glance.ts';
import { startSession } from '@/session/session.ts';
import { equal, match } from './expect.ts';
import { demo, furnished } from './fixture/scenes.ts';
import { connect, goTo, press, render, type, until, type View, type Wire } from './render.ts';

const funnel = (id: string, name: string, event = 'x'): FunnelDefinition =>
  ({
    id,
    name,
    stages: [{ name: 'S', event, any_of: ['or_this'] }],
  }) as unknown as FunnelDefinition;

const glance = (rate: number, entered: number, points: number | null): Glance => ({
  rate,
  entered,
  interval: null,
  converted: 0,
  tooFew: false,
  shares: [],
  change: points === null ? null : { points, before: 0, p: 1, verdict: 'could be chance' },
});

Deno.test('the list is sorted by its figures once all of them are there', () => {
  const funnels = [funnel('1', 'b'), funnel('2', 'A'), funnel('3', 'c'), funnel('4', 'd')];
  const ids = (list: readonly FunnelDefinition[]): string => list.map(({ id }) => id).join('');
  const known = new Map([
    ['1', glance(10, 5, null)],
    ['2', glance(30, 1, -2)],
    ['3', glance(20, 9, 4)],
  ]);
  equal(ids(sorted(funnels, 'name', new Map())), '2134');
  equal(ids(sorted(funnels, 'rate', known)), '1234');
  const all = new Map<string, Glance | null>([...known, ['4', null]]);
  equal(ids(sorted(funnels, 'rate', all)), '2314');
  equal(ids(sorted(funnels, 'entered', all)), '3124');
  equal(ids(sorted(funnels, 'change', all)), '3214');
  equal(ids(sorted(funnels, 'made', all)), '1234');
  equal(sortFrom('nonsense'), 'made');
});

Deno.test('funnels are found by name, stage and event', () => {
  const funnels = [funnel('1', 'Checkout', 'purchase'), funnel('2', 'Letters', 'subscribe')];
  equal(found(funnels, 'check PURCH').map(({ id }) => id), ['1']);
  equal(found(funnels, 'or_this').length, 2);
  equal(found(funnels, 'nothing').length, 0);
});

Deno.test('three are asked together, the others in turn, and who leaves frees the place', () => {
  const begun: string[] = [];
  const ends = ['a', 'b', 'c', 'd', 'e'].map((name) => takeTurn(() => begun.push(name)));
  equal(begun.join(''), 'abc');
  ends[3]?.();
  ends[0]?.();
  equal(begun.join(''), 'abce');
  ends[0]?.();
  ends.forEach((end) => end());
  const after = takeTurn(() => begun.push('f'));
  equal(begun.join(''), 'abcef');
  after();
});

Deno.test('how long something can still be brought back', () => {
  equal(
    timeLeft('2026-11-10T00:00:00Z', Date.parse('2026-11-04T12:00:00Z')),
    'gone for good in 6 days',
  );
  equal(
    timeLeft('2026-11-10T00:00:00Z', Date.parse('2026-11-09T12:00:00Z')),
    'gone for good within a day',
  );
  equal(timeLeft('', 0), '');
});

async function open(under = 'funnels'): Promise<readonly [View, Wire]> {
  forgetAnswers();
  const api = furnished();
  const wire = connect(api);
  await fetch('/api/v1/auth/login', {
    method: 'POST',
    headers: { 'X-CSRF': '1' },
    body: JSON.stringify(demo),
  });
  goTo(`/projects/${api.projects[0]?.id}/${under.replace('first', api.funnels[0]?.id ?? '')}`);
  startSession();
  const view = render(<App />);
  await until(view, () => view.element.querySelectorAll('.funnel-rate b, .headline').length > 0);
  return [view, wire];
}

const rows = (view: View): readonly string[] =>
  [...view.element.querySelectorAll('.funnel-row .funnel-name a')].map((it) =>
    it.textContent ?? ''
  );

Deno.test('the list shows every funnel with its figures, is searched, and sorted', async () => {
  const [view, wire] = await open();
  const row = (name: string): string =>
    [...view.element.querySelectorAll('.funnel-row')].find((it) =>
      it.querySelector('a')?.textContent === name
    )?.textContent ?? '';
  await until(view, () => /10\.7%/.test(row('Checkout')));
  match(row('Checkout'), /Visit landing page → View product.*9\.9–11\.6%.*4,812 people.*points/);
  await until(
    view,
    () => /too few to tell/.test(row('Tiny')) && /nobody entered/.test(row('Empty')),
  );
  type(view.one('input', 'Find a funnel'), 'letter');
  equal(rows(view), ['Newsletter']);
  match(location.search, /find=letter/);
  type(view.one('input', 'Find a funnel'), 'no such thing');
  match(view.text(), /No funnel is about “no such thing”/);
  press(view.one('button', 'Show all'));
  type(view.one('input', 'Order of the list'), 'rate');
  await until(view, () => rows(view)[0] === 'Everyone');
  equal(rows(view).at(-1), 'Empty');
  view.unmount();
  wire.restore();
});

Deno.test('the list shows what a funnel that was looked at before has told already', async () => {
  const [view, wire] = await open('funnels/first');
  await until(view, () => /on the previous 30 days/.test(view.text()));
  press(view.element.querySelector('.funnel-place a, nav a[href$="/funnels"]')!);
  await until(view, () => rows(view).includes('Checkout'));
  await until(view, () => /10\.7%.*points/.test(view.text()));
  equal(/Something went wrong/.test(view.text()), false);
  view.unmount();
  wire.restore();
});

Deno.test('a funnel is doubled, archived, deleted and restored from the list', async () => {
  const [view, wire] = await open();
  const menuOf = (name: string): Element =>
    view.element.querySelector(`[role=dialog][aria-label="${name}"]`)!;
  const pressInMenu = (name: string, words: string): void => {
    press(view.one('button', `${name}: more`));
    press([...menuOf(name).querySelectorAll('button')].find((it) => it.textContent === words)!);
  };
  pressInMenu('Tiny', 'Duplicate');
  await until(view, () => rows(view).includes('Copy of Tiny'));
  pressInMenu('Copy of Tiny', 'Archive');
  await until(view, () => view.element.querySelector('summary')?.textContent === 'Archived 1');
  pressInMenu('Copy of Tiny', 'Bring back');
  await until(view, () => view.element.querySelector('summary') === null);
  pressInMenu('Copy of Tiny', 'Delete');
  await until(view, () => !rows(view).includes('Copy of Tiny'));
  await until(view, () => view.text().includes('Recently deleted 1'));
  match(view.text(), /gone for good in 7 days/);
  press(view.one('button', 'Restore Copy of Tiny'));
  await until(view, () => rows(view).includes('Copy of Tiny'));
  await until(view, () => !view.text().includes('Recently deleted'));
  view.unmount();
  wire.restore();
});

Deno.test('a list that could not be loaded says so, and a project without funnels where to begin', async () => {
  const [view, wire] = await open();
  view.unmount();
  forgetAnswers();
  wire.api.failures = 1000;
  const failed = render(<App />);
  await until(failed, () => failed.text().includes('The funnels could not be loaded'));
  wire.api.failures = 0;
  wire.api.funnels.splice(0);
  press(failed.one('button', 'Try again'));
  await until(failed, () => failed.text().includes('No funnels yet'));
  failed.unmount();
  wire.restore();
});
