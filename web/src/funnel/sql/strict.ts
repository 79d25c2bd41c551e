/** Strict funnels: the next step must be the unit's very next event (F13). */
import type { Exclusion, Funnel } from './definition.ts';
import { keysOf, windowEnd } from './events.ts';
import { anyOfThem, countOf, type Group, Overlap } from './overlap.ts';
import { Refusal } from './refusal.ts';
import { indented, numbersTo, type Part } from './writing.ts';

const tied = 'Two events of one user stand at one instant, and which came first decides here.';

function countedSets(funnel: Funnel, overlap: Overlap): readonly Group[] {
  const sets = funnel.stages.flatMap(({ number }) =>
    overlap.setsWith(number, numbersTo(number - 1))
  );
  return [...new Map(sets.filter((set) => set.length > 1).map((set) => [set.join(), set]))
    .values()];
}

/** Up to which step, from that one on, every event of the instant fills or repeats one (F14). */
const coveredUpTo = ({ stages }: Funnel) => (from: number): string => {
  const cases = stages.filter(({ number }) => number >= from)
    .map(({ number }) => `WHEN fills_${number} THEN ${number}`);
  return `max(CASE ${cases.join(' ')} ELSE ${stages.length + 1} END) AS covered_${from}`;
};

function instantsPart(funnel: Funnel, overlap: Overlap): Part {
  const keys = keysOf(funnel).join(', ');
  const columns = [
    keys,
    'time',
    'count(*) AS events',
    ...funnel.stages.map(({ number }) => `bool_or(fills_${number}) AS fills_${number}`),
    ...countedSets(funnel, overlap).map((set) =>
      `count(*) FILTER (${anyOfThem(set)}) AS ${countOf(set)}`
    ),
    ...(funnel.tolerates ? numbersTo(funnel.stages.length - 1).map(coveredUpTo(funnel)) : []),
    ...funnel.exclusions.map(({ number }) => `bool_or(excludes_${number}) AS excludes_${number}`),
  ];
  return {
    name: 'instants',
    why: 'Events at one instant stand in whichever order helps (F5), so they are taken together.',
    body: `SELECT\n${indented(columns.join(',\n'))}\nFROM events\nGROUP BY ${keys}, time`,
  };
}

/** How many steps after the first `done` ones the instant has events for. */
function stepsAfter(funnel: Funnel, overlap: Overlap, done: number): string {
  const left = funnel.stages.filter(({ number }) => number > done);
  const cases = left.map(({ number }, index) => {
    const here = numbersTo(number - 1).filter((it) => it > done);
    const enough = overlap.setsWith(number, here).map((set) =>
      set.length === 1 ? countOf(set) : `${countOf(set)} >= ${set.length}`
    );
    const condition = enough.length === 1 ? enough[0] : `(${enough.join(' AND ')})`;
    return `WHEN NOT ${condition} THEN ${index}`;
  });
  return `CASE ${cases.join(' ')} ELSE ${left.length} END`;
}

function timelinePart(funnel: Funnel, overlap: Overlap): Part {
  const steps = [0, ...numbersTo(funnel.stages.length - 1)].map((done) =>
    stepsAfter(funnel, overlap, done)
  );
  const columns = [
    ...keysOf(funnel),
    'time',
    // With held values an instant may have more events than those that share the value.
    'CAST(sum(events) OVER instant AS BIGINT) AS events',
    `[\n  ${steps.join(',\n  ')}\n] AS steps_after`,
    ...(funnel.tolerates
      ? [
        `CASE WHEN events = sum(events) OVER instant THEN [${
          numbersTo(funnel.stages.length - 1).map((from) => `covered_${from}`).join(', ')
        }] END AS covered`,
      ]
      : []),
    'min(time) OVER next AS next_time',
    ...funnel.exclusions.map(({ number }) =>
      `bool_or(excludes_${number}) OVER next AS next_excluded_${number}`
    ),
  ];
  return {
    name: 'timeline',
    why:
      'At each instant: how many steps it can fill after none, after one, and so on; and what\n' +
      'comes next.',
    body: `SELECT\n${indented(columns.join(',\n'))}\nFROM instants\nWINDOW\n` +
      '  instant AS (PARTITION BY unit, time),\n' +
      '  next AS (\n    PARTITION BY unit\n' +
      '    ORDER BY time GROUPS BETWEEN 1 FOLLOWING AND 1 FOLLOWING\n  )',
  };
}

/** The step that a struck attempt may count up to; NULL where nothing strikes it. */
function strikes(exclusions: readonly Exclusion[]): string {
  if (exclusions.length === 0) return '';
  const each = exclusions.map(({ number, fromLevel, toLevel, afterStage }) =>
    `CASE WHEN next_excluded_${number} AND reached >= ${fromLevel} ` +
    `AND reached < ${toLevel} THEN ${afterStage} END`
  );
  return `least(struck_after, ${each.join(',\n    ')})`;
}

/**
 * Where an attempt can stand after the next instant: all its events must fill steps that follow
 * (or, where that is let pass, repeat them), or the attempt is over.
 */
function moves({ tolerates }: Funnel): readonly string[] {
  const furthest = 'walk.reached + coalesce(there.steps_after[walk.reached + 1], 0)';
  if (!tolerates) {
    return [
      `${furthest} AS now`,
      'coalesce(there.steps_after[walk.reached + 1] = there.events, false) AS still',
    ];
  }
  const still = `coalesce(there.covered[walk.reached] <= ${furthest}, false)`;
  return [
    `unnest(CASE WHEN ${still}\n` +
    `  THEN range(greatest(there.covered[walk.reached], walk.reached), ${furthest} + 1)\n` +
    `  ELSE [${furthest}] END) AS now`,
    `${still} AS still`,
  ];
}

function walkPart(funnel: Funnel, entry: string): Part {
  const keys = keysOf(funnel);
  const excluding = funnel.exclusions.length > 0;
  const nexts = ['next_time', ...funnel.exclusions.map((it) => `next_excluded_${it.number}`)];
  const begin = [
    ...keys,
    'time AS time_1',
    'unnest(range(1, steps_after[1] + 1)) AS reached',
    'true AS goes_on',
    ...nexts,
    ...(excluding
      ? ['CAST(NULL AS INTEGER) AS struck_after', 'events > 1 AS tied', 'steps_after[1] AS steps_1']
      : []),
  ];
  const stood = [
    'walk.*',
    ...moves(funnel),
    ...nexts.map((it) => `there.${it} AS then_${it}`),
    ...(excluding ? ['there.events AS events'] : []),
  ];
  const goOn = [
    ...keys,
    'time_1',
    'now',
    'still',
    ...nexts.map((it) => `then_${it}`),
    ...(excluding
      ? [
        `CASE WHEN now = reached\n  THEN ${strikes(funnel.exclusions)}\n  ELSE struck_after END`,
        // Only repeats that are let pass leave a choice later on.
        funnel.tolerates ? 'tied OR coalesce(events > 1, false)' : 'tied AND now = reached',
        funnel.tolerates ? 'reached' : 'steps_1',
      ]
      : []),
  ];
  const end = windowEnd(funnel, 'walk.time_1');
  const same = keys.map((key) => `there.${key} = walk.${key}`).join(' AND ');
  const step = `SELECT\n${indented(stood.join(',\n'))}\nFROM walk\n` +
    `LEFT JOIN timeline AS there ON ${same} AND there.time = walk.next_time\n` +
    `WHERE walk.goes_on AND walk.reached < ${funnel.stages.length}\n  AND ${
      end === null ? 'walk.next_time IS NOT NULL' : `walk.next_time <= ${end}`
    }`;
  return {
    name: 'walk',
    why: 'From each start instant by instant (F7): ' +
      (funnel.tolerates
        ? 'all events of one fill steps or repeat the last, or the\nattempt is over (F13, F14).'
        : 'all events of one fill steps, or the attempt is over\n(F13).'),
    body:
      `SELECT\n${indented(begin.join(',\n'))}\nFROM timeline\nWHERE steps_after[1] > 0${entry}` +
      `\nUNION\nSELECT\n${indented(goOn.join(',\n'))}\nFROM (\n${indented(step)}\n)`,
  };
}

function attemptsPart(funnel: Funnel): Part {
  const keys = [...keysOf(funnel), 'time_1'].join(', ');
  if (funnel.exclusions.length === 0) {
    return {
      name: 'attempts',
      why: 'How far each start got, and whether nothing has come since.',
      body: 'SELECT\n  unit,\n  time_1,\n  max(reached) AS reached,\n' +
        `  bool_or(goes_on AND next_time IS NULL) AS alive\nFROM walk\nGROUP BY ${keys}`,
    };
  }
  // An attempt that stood at several events of one instant may have been interrupted there.
  const reached = `CASE WHEN tied AND struck_after IS NOT NULL\n    THEN error('${tied}')\n` +
    `    ELSE ${funnel.stops ? 'least(reached, struck_after)' : 'reached'} END AS reached`;
  const end = windowEnd(funnel, 'time_1');
  const inTime = end === null ? 'next_time IS NOT NULL' : `next_time <= ${end}`;
  return {
    name: 'attempts',
    why: 'Where each start ended, and whether an exclusion struck it there (F22).',
    body: `SELECT\n  unit,\n  time_1,\n  ${reached},\n  alive,\n` +
      '  struck_after IS NOT NULL AS struck\nFROM (\n' +
      '  SELECT *, bool_or(goes_on AND next_time IS NULL) OVER start AS alive\n  FROM walk\n' +
      `  WHERE NOT coalesce(goes_on AND reached < ${funnel.stages.length} AND ${inTime}, false)\n` +
      `  WINDOW start AS (PARTITION BY ${keys})\n` +
      '  QUALIFY row_number() OVER (start ORDER BY reached DESC, struck_after IS NOT NULL) = 1\n)',
  };
}

function refuseManyStops({ tolerates, stops, exclusions }: Funnel): void {
  if (tolerates && stops && new Set(exclusions.map((it) => it.afterStage)).size > 1) {
    throw new Refusal(
      'Repeats that are let pass together with exclusions that stop an attempt at different ' +
        'steps cannot be said in plain SQL.',
    );
  }
}

/** From events to attempts: columns `unit`, `time_1`, `reached`, `alive` and perhaps `struck`. */
export function strictParts(funnel: Funnel, entry: string): readonly Part[] {
  refuseManyStops(funnel);
  const overlap = new Overlap(funnel.stages);
  return [
    instantsPart(funnel, overlap),
    timelinePart(funnel, overlap),
    walkPart(funnel, entry),
    attemptsPart(funnel),
  ];
}
