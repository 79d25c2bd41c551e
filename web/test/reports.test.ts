import { BreakdownSchema } from '@/api/reports.ts';
import { verdictInWords } from '@/funnel/changeWords.ts';
import { changeOf, changesFrom } from '@/funnel/comparison.ts';
import { groupsFrom, groupTable } from '@/funnel/groups.ts';
import { chance } from '@/funnel/statistics.ts';
import { timesFrom, timesTable } from '@/funnel/times.ts';
import { trendPoints } from '@/funnel/trend.ts';
import { bucketName } from '@/dates/buckets.ts';
import { csvOf } from '@/ui/csv.ts';
import { close, equal, match } from './expect.ts';
import { answerOf, funnelOf } from './fixture/funnel.ts';

const people = { one: 'person', many: 'people' };

const stagesOf = (users: readonly number[]) => answerOf(users).stages;

Deno.test('the test of two proportions, against values computed elsewhere', () => {
  // Pooled z-test: 516 of 4812 against 424 of 4654 gives z = 2.625, p = 0.00867.
  close(chance({ part: 516, whole: 4812 }, { part: 424, whole: 4654 }), 0.00867, 5e-5);
  // z = 1 exactly would be 0.3173; 55 of 100 against 45 of 100 is z = 1.41421, p = 0.15730.
  close(chance({ part: 55, whole: 100 }, { part: 45, whole: 100 }), 0.1573, 5e-5);
  equal(chance({ part: 0, whole: 0 }, { part: 4, whole: 10 }), 1);
  equal(chance({ part: 10, whole: 10 }, { part: 20, whole: 20 }), 1);
});

Deno.test('a change says whether it could be chance', () => {
  const before = { part: 424, whole: 4654 };
  equal(changeOf({ part: 516, whole: 4812 }, before, 0).verdict, 'unlikely chance');
  equal(changeOf({ part: 450, whole: 4812 }, before, 0).verdict, 'could be chance');
  equal(changeOf({ part: 5, whole: 20 }, before, 0).verdict, 'too few');
  match(verdictInWords(changeOf({ part: 516, whole: 4812 }, before, 0)), /p\s=\s0\.009/);
});

Deno.test('a fall that those still in time could make good is none yet', () => {
  const before = { part: 500, whole: 1000 };
  equal(changeOf({ part: 400, whole: 1000 }, before, 99).verdict, 'unlikely chance');
  equal(changeOf({ part: 400, whole: 1000 }, before, 100).verdict, 'too early');
});

Deno.test('changes are by stage of those who entered, and by step of the stage before', () => {
  const changes = changesFrom(funnelOf([1000, 500, 100]), {
    date_range: { start: '2025-12-02', end: '2025-12-31' },
    stages: stagesOf([800, 480, 60]),
  })!;
  equal(changes.stages.map((change) => change && Math.round(change.points * 100) / 100), [
    null,
    -10,
    2.5,
  ]);
  equal(changes.steps.map((change) => change && Math.round(change.points * 100) / 100), [-10, 7.5]);
  equal([changes.entered, Math.round(changes.converted ?? 0)], [25, 67]);
});

Deno.test('another number of stages is another funnel, and not compared', () => {
  const days = { start: '2025-12-02', end: '2025-12-31' };
  equal(changesFrom(funnelOf([10, 5]), { date_range: days, stages: stagesOf([10, 5, 1]) }), null);
});

function groupsOf(groups: Readonly<Record<string, readonly number[]>>, other?: readonly number[]) {
  const all = Object.values(groups).concat(other ? [other] : []);
  const sums = all[0]!.map((_, stage) => all.reduce((sum, users) => sum + users[stage]!, 0));
  const parsed = BreakdownSchema.parse({
    stages: stagesOf(sums),
    breakdown: {
      groups: Object.entries(groups).map(([value, users]) => ({ value, stages: stagesOf(users) })),
      other: other ? { stages: stagesOf(other) } : null,
    },
  });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults));
  return groupsFrom(parsed.value);
}

Deno.test('the telling group is the one that makes most of the difference', () => {
  const groups = groupsOf({
    Chrome: [6000, 720],
    Firefox: [1200, 12],
    Opera: [40, 0],
    '': [300, 33],
  });
  equal(groups.telling?.name, 'Firefox');
  equal(groups.groups.map(({ name, apart }) => [name, apart !== null]), [
    ['Chrome', true],
    ['Firefox', true],
    ['Opera', false],
    ['Not set', false],
  ]);
  close(groups.telling!.apart!, 1 - (100 * 753) / 6340, 1e-9);
});

Deno.test('no group is called telling for what chance brings as often', () => {
  equal(groupsOf({ a: [500, 50], b: [500, 60], c: [500, 55] }).telling, null);
  equal(groupsOf({ a: [20, 0], b: [20, 20] }).telling, null);
});

Deno.test('the rest beyond the largest groups has its row and no name of its own', () => {
  const groups = groupsOf({ a: [500, 50] }, [900, 90]);
  equal(groups.groups.map(({ value, name }) => [value, name]), [['a', 'a'], [null, 'All others']]);
  equal(
    csvOf(groupTable(groups, 'plan', people)).split('\r\n')[2]?.split(',').slice(0, 4),
    ['All others', '900', '90', '10'],
  );
});

const binsOf = (users: readonly number[], width: number) =>
  users.map((n, index) => ({
    from_seconds: index * width,
    to_seconds: (index + 1) * width,
    users: n,
  }));

Deno.test('fine bins become bars that show where people are, and lose nobody', () => {
  const users = Array.from(
    { length: 1000 },
    (_, index): number => index < 20 ? 50 : index % 100 === 0 ? 1 : 0,
  );
  const total = users.reduce((sum, n) => sum + n, 0);
  const times = timesFrom({
    bins: binsOf(users, 60),
    users: total,
    average_seconds: 700,
    median_seconds: 600,
    p90_seconds: 1080,
  }, people);
  equal(times.bars.reduce((sum, { count }) => sum + count, 0), total);
  equal(times.grows, true);
  equal(times.bars.length <= 25, true);
  equal(times.bars[0]?.count, 50);
  equal(
    times.bars.every(({ from }, index) => index === 0 || from === times.bars[index - 1]?.to),
    true,
  );
  equal(times.bars[Math.floor(times.median!)]?.kind, 'middle');
  equal(timesTable(times, people).rows.length, times.bars.length);
});

Deno.test('bars have one width where nobody took very much longer than the others', () => {
  const times = timesFrom({
    bins: binsOf(Array.from({ length: 1000 }, () => 3), 1),
    users: 3000,
    average_seconds: 500,
    median_seconds: 500,
    p90_seconds: 900,
  }, people);
  equal(times.grows, false);
  equal(new Set(times.bars.slice(0, -1).map(({ from, to }) => to - from)).size, 1);
});

Deno.test('one bin is one bar, and no bin none', () => {
  const one = timesFrom({
    bins: binsOf([4], 1),
    users: 4,
    average_seconds: 0,
    median_seconds: 0,
    p90_seconds: 0,
  }, people);
  equal(one.bars.map(({ count }) => count), [4]);
  equal(
    timesFrom({
      bins: [],
      users: 0,
      average_seconds: null,
      median_seconds: null,
      p90_seconds: null,
    }, people)
      .bars,
    [],
  );
});

Deno.test('a point of the trend is in words what it is in the chart', () => {
  const [open, empty, few] = trendPoints(
    [
      {
        start: '2026-03-09T00:00:00+01:00',
        entered: 402,
        converted: 41,
        conversion_rate: 10.2,
        mature: false,
      },
      {
        start: '2026-03-10T00:00:00+01:00',
        entered: 0,
        converted: 0,
        conversion_rate: 0,
        mature: true,
      },
      {
        start: '2026-03-11T00:00:00+01:00',
        entered: 9,
        converted: 1,
        conversion_rate: 11.11,
        mature: true,
      },
    ],
    'day',
    people,
  );
  equal(open?.words, 'Mar 9: 10.2%, 41 of 402, may still rise');
  equal([open?.settled, empty?.value, empty?.words], [false, null, 'Mar 10: no people entered']);
  equal(few?.words, 'Mar 11: 1 of 9, too few to tell');
});

Deno.test('a bucket is named by its own zone’s clock, not by the reader’s', () => {
  const reader = Deno.env.get('TZ');
  for (const zone of ['Pacific/Auckland', 'America/Los_Angeles', 'UTC']) {
    Deno.env.set('TZ', zone);
    equal(bucketName('2026-03-09T00:00:00+13:00', 'day'), 'Mar 9');
    match(bucketName('2026-03-09T23:00:00-08:00', 'hour'), /Mar 9.*11/);
  }
  if (reader === undefined) Deno.env.delete('TZ');
  else Deno.env.set('TZ', reader);
});
