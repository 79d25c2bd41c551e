/** From attempts to the one that counts for each unit (F8), and whether it still has time (F27). */
import type { Funnel, Stage } from './definition.ts';
import { type Asked, windowEnd } from './events.ts';
import { type Group, Overlap } from './overlap.ts';
import { indented, interval, type Part, timestamp } from './writing.ts';

/** Whether an attempt that starts at `start` can go on after what is seen. */
function canGoOn(funnel: Funnel, asked: Asked, start: string): string {
  const end = windowEnd(funnel, start);
  if (end === null) return 'false';
  const asOf = asked.asOf === null ? 'make_timestamp(epoch_us(now()))' : timestamp(asked.asOf);
  const inWindow = `coalesce(${end} > ${asOf}, false)`;
  // Where the range bounds every event, nothing counts after its end.
  return asked.bound === 'entry'
    ? inWindow
    : `${inWindow} AND ${timestamp(asked.end)} - ${interval(1)} > ${asOf}`;
}

function liveStarts({ exclusions, order }: Funnel): string {
  const conditions = [
    ...(order === 'strict' ? ['alive'] : []),
    ...(exclusions.length > 0 ? ['NOT struck'] : []),
  ];
  return 'max(time_1)' + (conditions.length > 0 ? ` FILTER (${conditions.join(' AND ')})` : '');
}

/** Whether struck attempts keep others from counting: those in any order are void. */
const leaves = ({ exclusions, stops, order }: Funnel): boolean =>
  exclusions.length > 0 && !stops && order !== 'any';

const leaving = 'Whose deepest attempts are all struck is not in the funnel (F23).';

function deepestPart(funnel: Funnel, asked: Asked): Part {
  const levels = funnel.required.length;
  const having = leaves(funnel)
    ? '\nHAVING coalesce(max(reached) FILTER (NOT struck) = max(reached), false)'
    : '';
  return {
    name: 'people',
    why: 'The deepest attempt counts (F8), and who waits has one with time left (F27).' +
      (leaves(funnel) ? `\n${leaving}` : ''),
    body: 'SELECT\n  unit,\n  max(reached) AS reached,\n' +
      `  max(reached) < ${levels} AND ${
        canGoOn(funnel, asked, liveStarts(funnel))
      } AS waits\nFROM attempts\nGROUP BY unit${having}`,
  };
}

// With optional steps it must be known which attempt counts.

function chosenPart(funnel: Funnel): Part {
  const completed = funnel.required.map(({ level, number }) => `WHEN ${level} THEN time_${number}`);
  const clean = leaves(funnel) ? 'NOT struck AND ' : '';
  return {
    name: 'chosen',
    why: 'The deepest attempt, among those the one done first, among those the latest start (F8).' +
      (clean === '' ? '' : `\n${leaving}`),
    body: [
      'SELECT * FROM (',
      '  SELECT *, max(reached) OVER (PARTITION BY unit) AS deepest,',
      `    ${liveStarts(funnel)} OVER (PARTITION BY unit) AS live_start`,
      '  FROM attempts',
      ')',
      `WHERE ${clean}reached = deepest`,
      'QUALIFY row_number() OVER (',
      '  PARTITION BY unit',
      `  ORDER BY CASE reached ${completed.join(' ')} END, time_1 DESC`,
      ') = 1',
    ].join('\n'),
  };
}

/** Whether the instant has an event for the step besides those it has given to other steps. */
function hasEvent(sets: readonly Group[], stage: Stage, instant: string): string {
  return sets.map((set) => {
    if (set.length === 1) return `${instant}.fills_${stage.number}`;
    const elsewhere = set.filter((it) => it !== stage.number).map((it) =>
      `chosen.time_${it} IS DISTINCT FROM ${instant}.time`
    );
    return `(${instant}.events_${set.join('_')} >= ${set.length} OR ${elsewhere.join(' OR ')})`;
  }).join('\n    AND ');
}

function optionalPart(funnel: Funnel, overlap: Overlap, stage: Stage, from: string): Part {
  const { number, level } = stage;
  const before = funnel.stages
    .filter((it) => it.number < number && it.level === level)
    .map((it) => `chosen.time_${it.number}`)
    .reverse();
  const next = funnel.required[level];
  // What comes later and may be skipped has no time yet.
  const known = (it: number): boolean => it <= number || !funnel.stages[it - 1]?.optional;
  const sets = overlap.anySetsWith(number).filter((set) => set.every(known));
  const soonest = `here.next_${number}`;
  const inTime = funnel.window === null ? 'true' : `${soonest} <= chosen.deadline`;
  const nextTime = next && `chosen.time_${next.number}`;
  const isBefore = nextTime === undefined
    ? inTime
    : `CASE WHEN ${nextTime} IS NULL THEN ${inTime} ELSE ${soonest} ${
      overlap.shares(number) ? '<' : '<='
    } ${nextTime} END`;
  const atNext = nextTime !== undefined && overlap.shares(number);
  const lines = [
    `CASE`,
    `  WHEN ${hasEvent(sets, stage, 'here')} THEN here.time`,
    `  WHEN ${isBefore} THEN ${soonest}`,
    ...(atNext
      ? [
        `  WHEN ${soonest} = ${nextTime} AND ${hasEvent(sets, stage, 'there')} THEN there.time`,
      ]
      : []),
    `END AS time_${number}`,
  ];
  return {
    name: `with_${number}`,
    why: `Step ${number} is optional: the first event after the step filled before it and before ` +
      'the next required\none is done; required steps come first (F20).',
    body: `SELECT chosen.*,\n${indented(lines.join('\n'))}\nFROM ${from} AS chosen\n` +
      `LEFT JOIN timeline AS here\n  ON here.unit = chosen.unit AND here.time = ` +
      (before.length > 1 ? `coalesce(${before.join(', ')})` : before[0] ?? '') +
      (atNext
        ? `\nLEFT JOIN timeline AS there\n  ON there.unit = chosen.unit AND there.time = ${nextTime}`
        : ''),
  };
}

/** An attempt that was stopped does not count what lies behind (F24). */
const filled = ({ stops, exclusions }: Funnel, { number }: Stage): string =>
  [
    `time_${number} IS NOT NULL`,
    ...(stops
      ? exclusions.filter((it) => it.afterStage < number).map((it) => `NOT struck_${it.number}`)
      : []),
  ].join(' AND ');

function withOptionalParts(funnel: Funnel, asked: Asked): readonly Part[] {
  const overlap = new Overlap(funnel.stages);
  const parts: Part[] = [chosenPart(funnel)];
  for (const stage of funnel.stages.filter((it) => it.optional)) {
    parts.push(optionalPart(funnel, overlap, stage, parts.at(-1)?.name ?? 'chosen'));
  }
  const last = funnel.stages.at(-1);
  const levels = funnel.required.length;
  const goesOn = canGoOn(funnel, asked, 'live_start');
  const own = canGoOn(funnel, asked, 'time_1');
  const clean = funnel.exclusions.length > 0 ? ' AND NOT struck' : '';
  const open = last?.optional ? `\n    WHEN NOT (${filled(funnel, last)})${clean} THEN ${own}` : '';
  const columns = [
    'unit',
    'reached',
    ...funnel.stages.filter((it) => it.optional).map((stage) =>
      `${filled(funnel, stage)} AS filled_${stage.number}`
    ),
    `CASE\n    WHEN reached < ${levels} THEN ${goesOn}${open}\n    ELSE false\n  END AS waits`,
  ];
  return [...parts, {
    name: 'people',
    why: 'Who waits has an attempt with time left (F27).',
    body: `SELECT\n  ${columns.join(',\n  ')}\nFROM ${parts.at(-1)?.name}`,
  }];
}

/** One row for each unit in the funnel: `reached`, `waits`, and `filled_K` for optional steps. */
export const peopleParts = (funnel: Funnel, asked: Asked): readonly Part[] =>
  funnel.required.length === funnel.stages.length
    ? [deepestPart(funnel, asked)]
    : withOptionalParts(funnel, asked);
