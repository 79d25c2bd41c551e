/** The last parts: people as numbers, one row for each step. */
import type { Funnel, Stage } from './definition.ts';
import { indented, type Part, quoted } from './writing.ts';

const isIn = (stage: Stage): string =>
  stage.optional ? `filled_${stage.number}` : `reached >= ${stage.level}`;

/** The required step before, as a level; 0 on the first step. */
const levelBefore = ({ optional, level }: Stage): number => optional ? level : level - 1;

/** Waiting for a step: nothing that comes after it may be done (F20, F27). */
function waitsFor(funnel: Funnel, stage: Stage): string {
  const later = funnel.stages.filter((it) =>
    it.optional && it.level === levelBefore(stage) && it.number >= stage.number
  );
  return ['waits', `reached = ${levelBefore(stage)}`, ...later.map((it) => `NOT ${isIn(it)}`)]
    .join(' AND ');
}

function totalsPart(funnel: Funnel): Part {
  const columns = funnel.stages.flatMap((stage) => [
    `count(*) FILTER (${isIn(stage)}) AS users_${stage.number}`,
    ...(stage.number === 1
      ? []
      : [`count(*) FILTER (${waitsFor(funnel, stage)}) AS waiting_${stage.number}`]),
  ]);
  return {
    name: 'totals',
    why: 'Everybody once in each step (F3).',
    body: `SELECT\n${indented(columns.join(',\n'))}\nFROM people`,
  };
}

function rowsPart(funnel: Funnel): Part {
  const rows = funnel.stages.map((stage) => {
    const before = funnel.required[levelBefore(stage) - 1]?.number ?? stage.number;
    const waiting = stage.number === 1 ? '0' : `waiting_${stage.number}`;
    const users = `users_${stage.number}`;
    return `(${stage.number}, ${quoted(stage.name)}, ${users}, users_${before}, ${waiting})`;
  });
  return {
    name: 'steps',
    why: 'One row for each step, beside it the required step before.',
    body: 'SELECT steps.*, users_1 AS entered\nFROM totals,\n  LATERAL (VALUES\n' +
      `${indented(rows.join(',\n'), 4)}\n  ) AS steps (stage, name, users, before, waiting)`,
  };
}

export const answerParts = (funnel: Funnel): readonly Part[] => [
  totalsPart(funnel),
  rowsPart(funnel),
];

/** Rates are percentages with two decimals, half away from zero; of nobody they are 0 (F29). */
export const select = `-- Rates with two decimals, half away from zero; of nobody they are 0 (F29).
SELECT
  stage,
  name,
  users,
  CASE WHEN entered = 0 THEN 0.0
    ELSE (20000 * users + entered) // (2 * entered) / 100 END AS conversion_rate,
  before - users - waiting AS dropped,
  waiting
FROM steps
ORDER BY stage;`;
