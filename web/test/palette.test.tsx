import { forgetAnswers } from '@/api/queryCache.ts';
import { Palette } from '@/palette/Palette.tsx';
import { type Entry, sectionsFor, withRecent } from '@/palette/entries.ts';
import { fit } from '@/palette/fuzzy.ts';
import { useCommands } from '@/ui/commands.ts';
import { equal, match } from './expect.ts';
import { furnished } from './fixture/scenes.ts';
import { connect, goTo, pressKey, render, type, until, type View } from './render.ts';

const score = (typed: string, text: string): number => fit(typed, text)?.score ?? -1;

Deno.test('what is typed fits by words, runs and beginnings, without case or accents', () => {
  equal(fit('cou', 'Checkout')?.places, [0, 5, 6]);
  equal(fit('zzz', 'Checkout'), null);
  equal(fit('cafe', 'Café visits')?.places, [0, 1, 2, 3]);
  equal(fit('le', 'Live events')?.places, [0, 5]);
  equal(score('set', 'Settings') > score('set', 'Search to purchase'), true);
  equal(score('check', 'Checkout') > score('check', 'Checkout, step by step'), true);
  equal(score('purchase search', 'Search to purchase') > 0, true);
  equal(fit('sgn', 'A very long name with strewn letters in between'), null);
});

const entry = (id: string, name: string, group: Entry['group'], also = ''): Entry => ({
  id,
  name,
  group,
  icon: 'funnel',
  keys: null,
  also,
  run: () => {},
});
const entries = [
  entry('a', 'Checkout', 'Funnels'),
  entry('b', 'Settings', 'Go to'),
  entry('c', 'Sign out', 'Do', 'log leave'),
];
const namesOf = (sections: ReturnType<typeof sectionsFor>) =>
  sections.map(({ title, found }) => [title, found.map((it) => it.entry.name)]);

Deno.test('nothing typed: lately chosen first, then by groups; none twice', () => {
  equal(namesOf(sectionsFor(entries, '', ['c', 'gone'])), [
    ['Recent', ['Sign out']],
    ['Go to', ['Settings']],
    ['Funnels', ['Checkout']],
  ]);
});

Deno.test('typed: the best fit first, other words find a thing as well', () => {
  equal(namesOf(sectionsFor(entries, 'se', [])), [['Results', ['Settings']]]);
  equal(namesOf(sectionsFor(entries, 'log', [])), [['Results', ['Sign out']]]);
  equal(sectionsFor(entries, 'xyzzy', []), []);
  const alike = [entry('1', 'Page one', 'Funnels'), entry('2', 'Page two', 'Funnels')];
  equal(namesOf(sectionsFor(alike, 'page', ['2'])), [['Results', ['Page two', 'Page one']]]);
  equal(withRecent(['a', 'b'], 'b'), ['b', 'a']);
});

function Doer({ ran }: { ran: string[] }): null {
  useCommands({
    keyed: { settings: () => ran.push('settings') },
    actions: [{ name: 'Dark theme', icon: 'moon', run: () => ran.push('dark') }],
  });
  return null;
}

const options = (view: View): string[] =>
  [...view.element.querySelectorAll('[role=option]')].map((it) => it.textContent ?? '');
const chosen = (view: View): string | undefined =>
  view.element.querySelector('[role=option][aria-selected=true]')?.textContent ?? undefined;

Deno.test('the palette by keyboard: funnels, pages and actions, run and remembered', async () => {
  forgetAnswers();
  localStorage.clear();
  goTo('/');
  const api = furnished();
  const wire = connect(api);
  await fetch('/api/v1/auth/login', {
    method: 'POST',
    headers: { 'X-CSRF': '1' },
    body: JSON.stringify({ email: 'ada@acme-store.com', password: 'correct horse battery' }),
  });
  const ran: string[] = [];
  let closed = 0;
  const project = api.projects[0]?.id ?? '';
  const view = render(
    <>
      <Doer ran={ran} />
      <Palette project={project} onClose={() => closed += 1} />
    </>,
  );
  await until(view, () => options(view).some((it) => it.startsWith('Newsletter')));
  const field = view.one('input', 'Search pages, funnels and actions');
  match(chosen(view), /^Settings/);
  pressKey(field, 'ArrowUp');
  const last = chosen(view);
  equal(last, options(view).at(-1));
  pressKey(field, 'ArrowDown');
  match(chosen(view), /^Settings/);
  type(field, 'time zone');
  match(chosen(view), /^Settings/);
  type(field, 'newsl');
  match(chosen(view), /^Newsletter/);
  equal(field.getAttribute('aria-activedescendant'), document.querySelector('[role=option]')?.id);
  pressKey(field, 'Enter');
  match(location.pathname, /\/funnels\//);
  type(field, 'dark');
  pressKey(field, 'Enter');
  equal([ran, closed], [['dark'], 2]);
  match(localStorage.getItem('iafa.recent'), /^Dark theme\nfunnel /);
  type(field, 'qqqq');
  equal(options(view), []);
  match(view.text(), /Nothing has this name/);
  view.unmount();
  wire.restore();
});
