import {
  carriedSearch,
  intervalFrom,
  splitFrom,
  splitParameters,
  whomFrom,
  whomParameters,
} from '@/question/question.ts';
import { changed } from '@/question/search.ts';
import { equal } from './expect.ts';

const at = (search: string) => new URLSearchParams(search);

Deno.test('groups in the address come back as they went in', () => {
  for (
    const split of [
      { properties: ['$browser'], scope: 'event', attribution: 'first_touch' },
      { properties: ['a=b&c', 'x,y'], scope: 'user', attribution: 'stage:2' },
    ] as const
  ) {
    equal(splitFrom(at(changed(at(''), splitParameters(split)))), split);
  }
  equal(splitFrom(at('by=')), null);
  equal(splitFrom(at('by=a&by=b&by=a&by=c&by=d&by=e'))?.properties, ['a', 'b', 'c', 'd']);
  equal(splitFrom(at('by=x&attribution=nonsense'))?.attribution, 'first_touch');
});

Deno.test('whose list is open stands in the address; a blank group is a group', () => {
  equal(whomFrom(at('by=plan&people=3.dropped&group='))?.group, '');
  equal(whomFrom(at('by=plan&people=3.dropped'))?.group, null);
  equal(whomFrom(at(changed(at(''), whomParameters(2, 'waiting')))), {
    stage: 2,
    status: 'waiting',
    split: null,
    group: null,
  });
  for (const nonsense of ['people=0.dropped', 'people=2.gone', 'people=x', '']) {
    equal(whomFrom(at(nonsense)), null);
  }
});

Deno.test('changing the groups closes the list that was of other groups', () => {
  equal(
    changed(at('by=plan&people=2.reached&group=pro&range=7d'), splitParameters(null)),
    '?range=7d',
  );
});

Deno.test('the days go along to another funnel, the open list does not', () => {
  equal(
    carriedSearch(at('range=7d&by=plan&people=2.reached&person=u&every=week')),
    '?range=7d&by=plan',
  );
});

Deno.test('the trend has as many points as can be told apart', () => {
  const days = (start: string, end: string) => intervalFrom(at(''), { start, end });
  equal(days('2026-03-01', '2026-03-01'), 'hour');
  equal(days('2026-03-01', '2026-03-30'), 'day');
  equal(days('2026-01-01', '2026-03-31'), 'week');
  equal(days('2024-01-01', '2026-03-31'), 'month');
  equal(intervalFrom(at('every=day'), { start: '2026-01-01', end: '2026-03-31' }), 'day');
});
