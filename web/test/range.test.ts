import {
  addDays,
  dateIn,
  daysIn,
  lastMonth,
  rangeFrom,
  rangeParameters,
  resolve,
  spanEnding,
  spanInWords,
  standard,
} from '@/dates/range.ts';
import { changed } from '@/question/search.ts';
import { latestDay } from '@/funnel/latestDay.ts';
import { equal, match } from './expect.ts';

const from = (search: string) => rangeFrom(new URLSearchParams(search));

Deno.test('the address brings a range back, and nonsense gives the standard one', () => {
  equal(from('range=7d'), { preset: '7d' });
  equal(from('start=2026-01-05&end=2026-02-01'), { start: '2026-01-05', end: '2026-02-01' });
  equal(from('start=2026-02-01&end=2026-01-05'), { start: '2026-01-05', end: '2026-02-01' });
  for (const search of ['', 'range=7', 'start=2026-02-30&end=2026-03-01', 'start=2026-01-01']) {
    equal(from(search), standard);
  }
  for (
    const search of [
      '?range=90d',
      '?range=today',
      '?range=month',
      '?range=last-month',
      '?start=2026-01-05&end=2026-02-01',
      '',
    ]
  ) {
    equal(changed(new URLSearchParams('range=7d&start=x'), rangeParameters(from(search))), search);
  }
});

Deno.test('presets count whole days up to and with today', () => {
  equal(resolve({ preset: '7d' }, '2026-03-03'), { start: '2026-02-25', end: '2026-03-03' });
  equal(daysIn(resolve({ preset: '90d' }, '2026-03-03')), 90);
  equal(resolve({ preset: 'month' }, '2026-03-03'), { start: '2026-03-01', end: '2026-03-03' });
  equal(resolve({ preset: 'today' }, '2026-03-03'), { start: '2026-03-03', end: '2026-03-03' });
  equal(resolve({ preset: 'last-month' }, '2026-01-31'), {
    start: '2025-12-01',
    end: '2025-12-31',
  });
});

Deno.test('today is the project’s, not the reader’s', () => {
  const instant = new Date('2026-11-23T23:30:00Z');
  equal(dateIn('Europe/Berlin', instant), '2026-11-24');
  equal(dateIn('America/New_York', instant), '2026-11-23');
  equal(dateIn('No/Such_Zone', instant), '2026-11-23');
});

Deno.test('days on which clocks change are one day each, whichever zone the project has', () => {
  // In Berlin 25 October 2026 has 25 hours and 29 March 23.
  equal(dateIn('Europe/Berlin', new Date('2026-10-24T22:00:00Z')), '2026-10-25');
  equal(dateIn('Europe/Berlin', new Date('2026-10-25T22:59:59Z')), '2026-10-25');
  equal(dateIn('Europe/Berlin', new Date('2026-10-25T23:00:00Z')), '2026-10-26');
  equal(dateIn('Europe/Berlin', new Date('2026-03-29T21:59:59Z')), '2026-03-29');
  equal(dateIn('Europe/Berlin', new Date('2026-03-29T22:00:00Z')), '2026-03-30');
  // Samoa never had 30 December 2011; the next day of the calendar is the next date all the same.
  equal(dateIn('Pacific/Apia', new Date('2011-12-30T09:59:59Z')), '2011-12-29');
  equal(dateIn('Pacific/Apia', new Date('2011-12-30T10:00:00Z')), '2011-12-31');
  equal(resolve({ preset: '7d' }, '2026-10-26'), { start: '2026-10-20', end: '2026-10-26' });
  equal(daysIn({ start: '2026-10-20', end: '2026-10-26' }), 7);
  equal(addDays('2026-03-28', 1), '2026-03-29');
});

Deno.test('days are added over months, leap days and years', () => {
  equal(addDays('2028-02-28', 1), '2028-02-29');
  equal(addDays('2026-01-01', -1), '2025-12-31');
  equal(lastMonth('2026-03-31'), { start: '2026-02-01', end: '2026-02-28' });
  equal(spanEnding('2026-03-01', 30), { start: '2026-01-31', end: '2026-03-01' });
});

Deno.test('a span in words names the year only where it is another', () => {
  match(spanInWords({ start: '2026-10-25', end: '2026-11-23' }, '2026-11-23'), /Oct 25.*Nov 23$/);
  match(spanInWords({ start: '2012-01-01', end: '2015-12-31' }, '2026-11-23'), /2012.*2015/);
});

Deno.test('the latest day with someone is found by halving', async () => {
  const span = { start: '2000-01-01', end: '2026-11-23' };
  for (const last of ['2000-01-01', '2015-06-30', '2026-11-22', '2026-11-23']) {
    let asked = 0;
    const day = await latestDay(span, (since) => {
      asked += 1;
      return Promise.resolve(since <= last ? 5 : 0);
    });
    equal(day, last);
    equal(asked <= 14, true);
  }
});
