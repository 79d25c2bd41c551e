import type { FunnelDefinition } from '@/api/answers.ts';
import type { GivenFunnel } from '@/funnel/sql/definition.ts';
import { rangeOf, startOfDay } from '@/funnel/sql/days.ts';
import { sqlFor, type SqlQuestion } from '@/funnel/sql/sqlFor.ts';
import { interval, timestamp } from '@/funnel/sql/writing.ts';
import { equal, match } from './expect.ts';

const project = { id: 'p1', timezone: 'Europe/Zurich' };
const days: SqlQuestion = { start: '2026-11-01', end: '2026-11-30' };
const checkout: GivenFunnel = {
  name: 'Checkout',
  stages: [
    { name: 'View', event: 'view' },
    { name: "Cart's", event: 'cart', filters: [{ property: 'plan', op: 'eq', value: "it's" }] },
    { name: 'Buy', event: 'buy' },
  ],
  window_seconds: 1_209_600,
};

function answer(change: Partial<GivenFunnel>, question: Partial<SqlQuestion> = {}) {
  return sqlFor({ ...checkout, ...change }, project, { ...days, ...question });
}

function sql(change: Partial<GivenFunnel>, question: Partial<SqlQuestion> = {}): string {
  const found = answer(change, question);
  if ('reason' in found) throw new Error(found.reason);
  return found.sql;
}

function reason(change: Partial<GivenFunnel>, question: Partial<SqlQuestion> = {}): string {
  const found = answer(change, question);
  return 'reason' in found ? found.reason : `no reason, but ${found.sql}`;
}

Deno.test('the query names the files, the days as instants, the window and the steps', () => {
  const text = sql({});
  match(text, /^-- The funnel “Checkout” from 2026-11-01 to 2026-11-30 \(Europe\/Zurich\)/);
  match(text, /read_parquet\('DATA_DIR\/events\/project_p1\/\*\*\/\*\.parquet'\)/);
  match(text, /created_at >= TIMESTAMP '2026-10-31 23:00:00'/);
  match(text, /created_at < TIMESTAMP '2026-11-30 23:00:00' \+ INTERVAL 14 DAYS/);
  match(text, /WHERE fills_1 AND time < TIMESTAMP '2026-11-30 23:00:00'/);
  match(text, /\(2, 'Cart''s', users_2, users_1, waiting_2\)/);
  match(text, /property_1 = 'it''s'/);
  equal(/property_2/.test(text), false);
});

Deno.test('a funnel as the API gives it can be asked for as it is', () => {
  const saved: FunnelDefinition = {
    id: 'f1',
    project_id: 'p1',
    name: 'Saved',
    stages: ['a', 'b'].map((event) => ({
      name: event,
      event,
      any_of: [],
      filters: [],
      optional: false,
      first_time: null,
    })),
    order: 'strict',
    window_seconds: null,
    count_by: 'users',
    hold_constant: [],
    exclusions: [{ event: 'x', filters: [], after_stage: null, before_stage: null }],
    exclusion_effect: 'leave_funnel',
    strict_repeat: 'break',
    description: '',
    is_active: true,
    restorable_until: '',
  };
  const found = sqlFor(saved, project, days);
  match('sql' in found ? found.sql : found.reason, /^WITH RECURSIVE$/m);
});

Deno.test('what range bounds, and as of when it is asked', () => {
  match(sql({}, { range: 'all' }), /created_at < TIMESTAMP '2026-11-30 23:00:00'\n/);
  match(sql({ window_seconds: null }), /created_at < TIMESTAMP '2026-11-30 23:00:00'\n/);
  equal(/created_at </.test(sql({ window_seconds: null }, { range: 'entry' })), false);
  match(
    sql({}, { as_of: '2026-11-20T10:00:00.000001+01:00' }),
    /created_at <= TIMESTAMP '2026-11-20 09:00:00\.000001'/,
  );
  match(sql({}), /make_timestamp\(epoch_us\(now\(\)\)\)/);
});

Deno.test('a name cannot leave its comment or its quotes', () => {
  const text = sql({ name: "x\n; DROP TABLE '", stages: [{ name: "a\n';--", event: "a'" }] });
  match(text, /^-- The funnel “x ; DROP TABLE '” from/);
  match(text, /event_type = 'a'''/);
  match(text, /-- {3}fills_1: a ';--\n/);
  match(text, /\(1, \('a' \|\| chr\(10\) \|\| ''';--'\), users_1, users_1, 0\)/);
});

Deno.test('steps that want the same event count the events of an instant', () => {
  const twice = [{ name: 'One', event: 'a' }, { name: 'Two', event: 'a' }];
  match(sql({ stages: twice }), /count\(\*\) FILTER \(fills_1 OR fills_2\) AS events_1_2/);
  match(sql({ stages: twice }), /here\.events_1_2 >= 2/);
  const apart = ['/a', '/b'].map((value) => ({
    name: value,
    event: 'view',
    filters: [{ property: '$path', op: 'eq', value }],
  }));
  equal(/events_1_2/.test(sql({ stages: apart })), false);
});

Deno.test('what the files do not hold is refused by name', () => {
  const traits = [{ property: 'plan', op: 'eq', value: 'pro', scope: 'user' }];
  match(
    reason({ stages: [{ name: 'A', event: 'a', filters: traits }] }),
    /traits.*not in the file/,
  );
  match(reason({}, { where: [{ any: traits }] }), /traits.*not in the files/);
  match(reason({ count_by: { user_property: 'company' } }), /not in the files/);
});

Deno.test('what would not be exact or readable is refused by name', () => {
  const optional = [{ name: 'A', event: 'a' }, { name: 'B', event: 'b', optional: true }];
  match(reason({ stages: optional, order: 'strict' }), /Optional steps in strict order/);
  match(reason({ stages: optional, hold_constant: ['cart'] }), /must stay the same/);
  const filtered = (test: unknown) =>
    reason({ stages: [{ name: 'A', event: 'a', filters: [test] }] });
  match(filtered({ property: 'n', op: 'gt', value: 1e16 }), /too many digits/);
  match(filtered({ property: 'o.k', op: 'contains', value: '1' }), /cannot be said exactly/);
  match(filtered({ property: 'a.b.c.d.e', op: 'is_set' }), /too deep/);
  match(filtered({ property: 'a', op: 'resembles', value: 'b' }), /does not know.*resembles/);
  match(filtered({ property: 'a', op: 'eq', value: 'a\0b' }), /cannot be written in SQL/);
  match(reason({ count_by: { property: 'cart.id' } }), /cannot be told apart exactly/);
  match(reason({ order: 'sideways' }), /order “sideways”/);
  match(reason({}, { start: 'yesterday' }), /“yesterday” cannot be read/);
  match(reason({}, { timezone: 'Mars/Base' }), /time zone Mars\/Base/);
  const kinds = ['a', 'b', 'c', 'd', 'e'].map((event) => ({ name: event, event }));
  match(reason({ stages: [{ name: 'any', event: '*' }, ...kinds] }), /More than 5 different steps/);
});

Deno.test('what the query cannot know is said beside it', () => {
  const said = (change: Partial<GivenFunnel>): readonly string[] => {
    const found = answer(change);
    return 'caveats' in found ? found.caveats : [];
  };
  equal(said({}).length, 1);
  match(sql({}), /-- The files hold closed days/);
});

Deno.test('ids of one person are joined where persons matter, and only there', () => {
  const joins = (change: Partial<GivenFunnel>): boolean =>
    sql(change).includes("read_parquet('DATA_DIR/persons/project_");
  equal(joins({}), true);
  equal(joins({ count_by: 'sessions' }), false);
});

Deno.test('a day begins with its first instant, also where the clocks are changed at midnight', () => {
  const starts = (zone: string, date: string) => new Date(startOfDay(zone, date)).toISOString();
  equal(starts('UTC', '2026-11-01'), '2026-11-01T00:00:00.000Z');
  equal(starts('Europe/Zurich', '2026-03-30'), '2026-03-29T22:00:00.000Z');
  equal(starts('America/Sao_Paulo', '2018-11-04'), '2018-11-04T03:00:00.000Z');
  equal(starts('America/Sao_Paulo', '2018-02-18'), '2018-02-18T03:00:00.000Z');
  equal(starts('Asia/Kathmandu', '2026-01-01'), '2025-12-31T18:15:00.000Z');
  equal(starts('Pacific/Kiritimati', '2026-01-01'), '2025-12-31T10:00:00.000Z');
  match(reason({}, { timezone: 'Pacific/Apia', start: '2011-12-30' }), /clocks were changed/);
});

Deno.test('instants are read to the microsecond and written as DuckDB reads them', () => {
  const range = rangeOf('1969-12-31T23:59:59.999999Z', '2026-01-01T00:00:00.5+05:45', 'UTC');
  equal(timestamp(range.start), "TIMESTAMP '1969-12-31 23:59:59.999999'");
  equal(timestamp(range.end), "TIMESTAMP '2025-12-31 18:15:00.500000'");
  equal(interval(0), 'INTERVAL 0 SECONDS');
  equal(interval(5_400_000_000), 'INTERVAL 90 MINUTES');
  equal(interval(1_500_001), 'INTERVAL 1500001 MICROSECONDS');
});
