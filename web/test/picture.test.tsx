import type { FunnelAnswer, FunnelDefinition } from '@/api/answers.ts';
import { drawPicture } from '@/funnel/share/drawPicture.tsx';
import { fitText } from '@/funnel/share/fitText.ts';
import { equal, match } from './expect.ts';
import { answerFrom } from './fixture/answer.ts';

// jsdom has no canvas: texts are measured by their length then.
window.HTMLCanvasElement.prototype.getContext = () => null;

const wide = (text: string): number => text.length;

Deno.test('a text that does not fit ends in dots, on its last line only', () => {
  equal(fitText('Visit landing page', 40, 2, wide), ['Visit landing page']);
  equal(fitText('Visit landing page', 14, 2, wide), ['Visit landing', 'page']);
  equal(fitText('Visit landing page again and again', 14, 2, wide), [
    'Visit landing',
    'page again an…',
  ]);
  equal(fitText('Donaudampfschiff', 8, 2, wide), ['Donauda…']);
  equal(fitText('', 8, 2, wide), []);
});

const counts = [
  { users: 1_234_567, waiting: 0, dropped: 0, seconds: [] },
  { users: 300_000, waiting: 4_567, dropped: 930_000, seconds: [60, 60] },
  { users: 120_000, waiting: 0, dropped: 180_000, seconds: [90, 90] },
];
const names = ['View', 'A stage & whose name <is> longer than any column is wide', 'Buy'];
const days = { start: '2026-11-01', end: '2026-11-30' };

for (const view of ['river', 'bars'] as const) {
  Deno.test(`the picture of the ${view} holds title, days and every number as text`, async () => {
    const fetched = globalThis.fetch;
    globalThis.fetch = () => Promise.reject(new Error('nothing may be fetched but fonts'));
    const { svg, width, height } = await drawPicture({
      definition: { name: 'Shop', count_by: 'users' } as FunnelDefinition,
      answer: answerFrom(
        { id: 'f', name: 'Shop' },
        names,
        counts,
        days,
      ) as unknown as FunnelAnswer,
      timezone: 'Europe/Berlin',
      view,
    });
    globalThis.fetch = fetched;
    const drawn = new DOMParser().parseFromString(svg, 'image/svg+xml');
    equal(drawn.querySelector('parsererror'), null);
    const root = drawn.documentElement;
    equal([root.getAttribute('width'), root.getAttribute('height')], [`${width}`, `${height}`]);
    equal(width, 1200);
    const texts = [...drawn.querySelectorAll('text')].map(({ textContent }) => textContent).join(
      '\n',
    );
    for (
      const words of ['Shop', 'of people reach Buy', '1,234,567', '300,000', '120,000', '9.7%']
    ) {
      equal(texts.includes(words), true);
    }
    match(texts, /Nov 1 – 30, 2026, Europe\/Berlin/);
    match(texts, /930,000 leave\n75\.3% · biggest leak\n4,567 still in time/);
    match(texts, /180,000 leave\n60\.0%/);
    match(texts, /A stage & whose name <is>/);
    equal(drawn.querySelectorAll(view === 'bars' ? '.bars' : '.river').length, 1);
    equal(drawn.querySelectorAll('script, image, foreignObject, a').length, 0);
  });
}
