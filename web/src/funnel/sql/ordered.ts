/** Ordered funnels: from each start, every step by the earliest event that can fill it. */
import type { Exclusion, Funnel, Stage } from './definition.ts';
import { keysOf, windowEnd } from './events.ts';
import { anyOfThem, countOf, type Group, Overlap } from './overlap.ts';
import { indented, type Part } from './writing.ts';

const onKeys = (funnel: Funnel, left: string, right: string): string =>
  keysOf(funnel).map((key) => `${left}.${key} = ${right}.${key}`).join(' AND ');

/** The sets of steps whose events are counted at each instant. */
function countedSets(funnel: Funnel, overlap: Overlap): readonly Group[] {
  const sets = funnel.stages.flatMap((stage) =>
    stage.optional
      ? overlap.anySetsWith(stage.number)
      : overlap.setsWith(stage.number, requiredBefore(funnel, stage))
  );
  return [...new Map(sets.filter((set) => set.length > 1).map((set) => [set.join(), set]))
    .values()];
}

const requiredBefore = ({ required }: Funnel, { number }: Stage): readonly number[] =>
  required.map((it) => it.number).filter((other) => other < number);

function instantsPart(funnel: Funnel, overlap: Overlap): Part {
  const keys = keysOf(funnel).join(', ');
  const columns = [
    keys,
    'time',
    ...funnel.stages.map(({ number }) => `bool_or(fills_${number}) AS fills_${number}`),
    ...countedSets(funnel, overlap).map((set) =>
      `count(*) FILTER (${anyOfThem(set)}) AS ${countOf(set)}`
    ),
    ...funnel.exclusions.map(({ number }) => `bool_or(excludes_${number}) AS excludes_${number}`),
  ];
  return {
    name: 'instants',
    why: 'Events at one instant stand in whichever order helps (F5), so they are taken together.',
    body: `SELECT\n${indented(columns.join(',\n'))}\nFROM events\nGROUP BY ${keys}, time`,
  };
}

function timelinePart(funnel: Funnel): Part {
  const next = funnel.stages.slice(1).map(({ number }) =>
    `min(time) FILTER (fills_${number}) OVER later AS next_${number}`
  );
  const excluded = funnel.exclusions.map(({ number }) =>
    `min(time) FILTER (excludes_${number}) OVER later_of_unit AS next_excluded_${number}`
  );
  const following = 'ORDER BY time GROUPS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING';
  const windows = [
    ...(next.length > 0
      ? [`later AS (PARTITION BY ${keysOf(funnel).join(', ')} ${following})`]
      : []),
    ...(excluded.length > 0 ? [`later_of_unit AS (PARTITION BY unit ${following})`] : []),
  ];
  return {
    name: 'timeline',
    why: 'At each instant: when each step could be filled next.',
    body: `SELECT\n${indented(['*', ...next, ...excluded].join(',\n'))}\nFROM instants` +
      (windows.length > 0 ? `\nWINDOW\n${indented(windows.join(',\n'))}` : ''),
  };
}

function startsPart(funnel: Funnel, entry: string): Part {
  const end = windowEnd(funnel, 'time');
  const columns = [
    ...keysOf(funnel),
    'time AS time_1',
    ...(end === null ? [] : [`${end} AS deadline`]),
    ...funnel.exclusions.map(({ number }) => `false AS struck_${number}`),
  ];
  return {
    name: 'step_1',
    why: 'Every event that fits step 1 starts an attempt (F7); the window runs from it (F6).',
    body: `SELECT ${columns.join(', ')}\nFROM timeline\nWHERE fills_1${entry}`,
  };
}

/** Whether the instant `here` has an event for the step besides those it has given already. */
function fitsHere(overlap: Overlap, stage: Stage, before: Stage, required: readonly number[]) {
  const conditions = overlap.setsWith(stage.number, required).map((set) => {
    if (set.length === 1) return `here.${countOf(set)}`;
    const enough = `here.${countOf(set)} >= ${set.length}`;
    // The steps from the first of the set on were filled here, unless that one was filled sooner.
    return set[0] === before.number
      ? enough
      : `(${enough} OR attempt.time_${set[0]} < attempt.time_${before.number})`;
  });
  return conditions.join(' AND ');
}

function strikeColumn(funnel: Funnel, exclusion: Exclusion, level: number, stage: Stage): string {
  const { number, fromLevel, toLevel } = exclusion;
  if (level < fromLevel || level >= toLevel) return `attempt.struck_${number}`;
  const next = `here.next_excluded_${number}`;
  const noNext = funnel.window === null ? `${next} IS NOT NULL` : `${next} <= attempt.deadline`;
  return `attempt.struck_${number}\n  OR coalesce(${next} < time_${stage.number}, ` +
    `${noNext}, false) AS struck_${number}`;
}

function stepPart(funnel: Funnel, overlap: Overlap, stage: Stage, before: Stage): Part {
  const { number } = stage;
  const limit = funnel.window === null ? `here.next_${number} IS NOT NULL` : '';
  const within = limit || `here.next_${number} <= attempt.deadline`;
  const time =
    `CASE\n  WHEN ${
      fitsHere(overlap, stage, before, requiredBefore(funnel, stage))
    } THEN attempt.time_${before.number}\n  WHEN ${within} THEN here.next_${number}\n` +
    `END AS time_${number}`;
  const strikes = funnel.exclusions.filter(({ fromLevel, toLevel }) =>
    before.level >= fromLevel && before.level < toLevel
  );
  const without = strikes.length === 0
    ? 'attempt.*'
    : `attempt.* EXCLUDE (${strikes.map((it) => `struck_${it.number}`).join(', ')})`;
  const columns = [
    without,
    time,
    ...strikes.map((exclusion) => strikeColumn(funnel, exclusion, before.level, stage)),
  ];
  const struck = strikes.length === 0
    ? ''
    : '\nAn exclusion strikes between the two steps, or until the window ends (F22).';
  return {
    name: `step_${number}`,
    why: `Step ${number}: at the same instant, or at the next one that can fill it.${struck}`,
    body: `SELECT\n${indented(columns.join(',\n'))}\nFROM step_${before.number} AS attempt\n` +
      `LEFT JOIN timeline AS here\n  ON ${
        onKeys(funnel, 'here', 'attempt')
      } AND here.time = attempt.time_${before.number}`,
  };
}

/** What an attempt counts: how far it got, when it got there, and whether it was struck. */
function attemptsPart(funnel: Funnel): Part {
  const { required, exclusions, stops } = funnel;
  const struck = exclusions.map(({ number }) => `struck_${number}`).join(' OR ');
  const levels = required.map(({ number, level }) => {
    // A stopped attempt counts up to `after_stage` (F24).
    const stoppers = stops ? exclusions.filter((it) => it.afterStage < number) : [];
    const unstopped = stoppers.map((it) => ` AND NOT struck_${it.number}`).join('');
    return `WHEN time_${number} IS NOT NULL${unstopped} THEN ${level}`;
  }).reverse();
  const columns = [
    '*',
    `CASE\n  ${levels.join('\n  ')}\nEND AS reached`,
    ...(exclusions.length > 0 ? [`${struck} AS struck`] : []),
  ];
  return {
    name: 'attempts',
    why: 'How many required steps each attempt did (F9).',
    body: `SELECT\n${indented(columns.join(',\n'))}\nFROM step_${required.at(-1)?.number ?? 1}`,
  };
}

/** From events to attempts: columns `unit`, `time_1` …, `reached` and perhaps `struck`. */
export function orderedParts(funnel: Funnel, entry: string): readonly Part[] {
  const overlap = new Overlap(funnel.stages);
  const steps = funnel.required.slice(1).map((stage, index) =>
    stepPart(funnel, overlap, stage, funnel.required[index] ?? stage)
  );
  return [
    instantsPart(funnel, overlap),
    timelinePart(funnel),
    startsPart(funnel, entry),
    ...steps,
    attemptsPart(funnel),
  ];
}
