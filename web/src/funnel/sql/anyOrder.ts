/** Funnels in any order: as many different steps as events can fill within the start's window. */
import type { Funnel } from './definition.ts';
import { keysOf, windowEnd } from './events.ts';
import { anyOfThem, type Group, Overlap } from './overlap.ts';
import { indented, type Part, timestamp } from './writing.ts';

/** Later than any event: RFC 3339 ends with the year 9999. */
const never = timestamp(253_402_300_799_999_999n);

function untilPart(funnel: Funnel, entry: string): Part {
  const end = windowEnd(funnel, 'time') ?? never;
  const excluded = funnel.exclusions.map(({ number }) =>
    `min(time) FILTER (excludes_${number}) OVER later AS next_excluded_${number}`
  );
  const nexts = funnel.exclusions.map(({ number }) => `next_excluded_${number}`);
  const columns = [
    '*',
    `(${anyOfThem(funnel.stages.map((it) => it.number))})${entry} AS starts`,
    ...excluded,
    ...(nexts.length > 0
      ? [`coalesce(least(${nexts.join(', ')}) <= ${end}, false) AS struck`]
      : []),
    `${nexts.length > 0 ? `least(${end}, ${nexts.join(', ')})` : end} AS until`,
  ];
  return {
    name: 'candidates',
    why: "Any step's event starts an attempt (F15); it goes on through its window (F6)" +
      (nexts.length > 0 ? '\nor up to an exclusion (F25).' : '.'),
    body: `SELECT\n${indented(columns.join(',\n'))}\nFROM events` +
      (nexts.length > 0
        ? '\nWINDOW later AS (\n  PARTITION BY unit\n' +
          '  ORDER BY time GROUPS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING\n)'
        : ''),
  };
}

/** How many steps of a group can be given an event each: D. Kőnig and O. Ore, by deficiency. */
function stepsOf(overlap: Overlap, group: Group): string {
  if (group.length === 1) return `least(${columnOf(group)}, 1)`;
  const bounds = overlap.wholeKinds(group).map((set) => {
    const others = group.length - set.length;
    return others === 0 ? columnOf(set) : `${columnOf(set)} + ${others}`;
  });
  return `least(${group.length}, ${bounds.join(', ')})`;
}

/** The column that counts the events that any of these steps can take. */
const columnOf = (set: Group): string => `events_${set.join('_')}`;

function countsPart(funnel: Funnel, overlap: Overlap): Part {
  const sets = overlap.groups.flatMap((group) =>
    group.length === 1 ? [group] : overlap.wholeKinds(group)
  );
  const counts = sets.map((set) =>
    `count(*) FILTER (${anyOfThem(set)}) OVER attempt AS ${columnOf(set)}`
  );
  const kept = ['unit', 'time', 'starts', ...(funnel.exclusions.length > 0 ? ['struck'] : [])];
  return {
    name: 'counted',
    why: 'The events of each attempt, by the steps that can take them.',
    body: `SELECT\n${indented([...kept, ...counts].join(',\n'))}\nFROM candidates\n` +
      `WINDOW attempt AS (\n  PARTITION BY ${keysOf(funnel).join(', ')} ORDER BY time\n` +
      '  RANGE BETWEEN CURRENT ROW AND until - time FOLLOWING\n)',
  };
}

function attemptsPart(funnel: Funnel, overlap: Overlap): Part {
  const steps = funnel.stages.length;
  const done = overlap.groups.map((group) => stepsOf(overlap, group)).join('\n  + ');
  const excludes = funnel.exclusions.length > 0;
  // What was complete when the exclusion came is not struck; else nothing of it counts, or step 1.
  const isStruck = `struck AND done < ${steps}`;
  const columns = excludes
    ? [
      'unit',
      'time AS time_1',
      `${isStruck} AS struck`,
      funnel.stops ? `CASE WHEN ${isStruck} THEN 1 ELSE done END AS reached` : 'done AS reached',
    ]
    : ['unit', 'time AS time_1', 'done AS reached'];
  const kept = ['starts', ...(excludes && !funnel.stops ? [`NOT (${isStruck})`] : [])];
  return {
    name: 'attempts',
    why: 'How many different steps each attempt did; one event fills one step (F4, F15).',
    body: `SELECT ${columns.join(', ')}\nFROM (\n  SELECT *,\n    ${
      done.replaceAll('\n', '\n    ')
    } AS done\n  FROM counted\n)\nWHERE ${kept.join(' AND ')}`,
  };
}

/** From events to attempts: columns `unit`, `time_1`, `reached` and perhaps `struck`. */
export function anyOrderParts(funnel: Funnel, entry: string): readonly Part[] {
  const overlap = new Overlap(funnel.stages);
  return [untilPart(funnel, entry), countsPart(funnel, overlap), attemptsPart(funnel, overlap)];
}
