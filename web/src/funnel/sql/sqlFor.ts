/**
 * A funnel as one DuckDB query over the published day files, which gives the numbers that the
 * server gives; or the reason why that cannot be said in SQL.
 */
import { answerParts, select } from './answer.ts';
import { anyOrderParts } from './anyOrder.ts';
import { instant, rangeOf } from './days.ts';
import { type Funnel, type GivenFunnel, read, refuseUnsayable } from './definition.ts';
import { type Asked, eventParts } from './events.ts';
import { orderedParts } from './ordered.ts';
import { peopleParts } from './people.ts';
import { Refusal } from './refusal.ts';
import { strictParts } from './strict.ts';
import { commented, type Part, partText, timestamp } from './writing.ts';

export interface SqlProject {
  readonly id: string;
  readonly name?: string;
  /** Of the dates, as IANA names it. */
  readonly timezone: string;
}

/** What the page asks, in the API's words. */
export interface SqlQuestion {
  /** Dates of the project's zone, both included, or instants, half-open. */
  readonly start: string;
  readonly end: string;
  readonly range?: 'entry' | 'all' | null;
  readonly as_of?: string | null;
  readonly where?: readonly unknown[] | null;
  /** In place of the project's. */
  readonly timezone?: string | null;
}

export type SqlAnswer =
  | { readonly sql: string; readonly caveats: readonly string[] }
  | { readonly reason: string };

const caveats: readonly string[] = [
  'The files hold closed days (UTC) only: what happened today is not in them yet.',
];

function asked(funnel: Funnel, project: SqlProject, question: SqlQuestion): Asked {
  const range = rangeOf(question.start, question.end, question.timezone ?? project.timezone);
  return {
    project: project.id,
    ...range,
    bound: question.range ?? (funnel.window === null ? 'all' : 'entry'),
    asOf: question.as_of ? instant(question.as_of) : null,
    where: question.where ?? [],
  };
}

function attemptParts(funnel: Funnel, question: Asked): readonly Part[] {
  // With `range=all` every event is in the range already (F11).
  const entry = question.bound === 'all' ? '' : ` AND time < ${timestamp(question.end)}`;
  switch (funnel.order) {
    case 'ordered':
      return orderedParts(funnel, entry);
    case 'any':
      return anyOrderParts(funnel, entry);
    case 'strict':
      return strictParts(funnel, entry);
  }
}

function head(funnel: Funnel, project: SqlProject, question: SqlQuestion): string {
  const zone = question.timezone ?? project.timezone;
  const name = commented(funnel.name);
  return [
    `${name === '' ? 'A funnel' : `The funnel “${name}”`} from ${commented(question.start)} to ${
      commented(question.end)
    } (${commented(zone)}), for DuckDB 1.3 or later.`,
    "Write the server's data directory in place of DATA_DIR.",
    ...caveats,
    'F1 to F39 are the rules in docs/funnel-rules.md.',
  ].map((line) => `-- ${line}`).join('\n');
}

/** The query with what it can't know, or the reason why there is none. */
export function sqlFor(
  definition: GivenFunnel,
  project: SqlProject,
  question: SqlQuestion,
): SqlAnswer {
  try {
    const funnel = read(definition);
    refuseUnsayable(funnel);
    const asks = asked(funnel, project, question);
    const parts = [
      ...eventParts(funnel, asks),
      ...attemptParts(funnel, asks),
      ...peopleParts(funnel, asks),
      ...answerParts(funnel),
    ];
    // Only strict order walks in a loop.
    const opening = funnel.order === 'strict' ? 'WITH RECURSIVE' : 'WITH';
    return {
      sql: `${head(funnel, project, question)}\n${opening}\n${
        parts.map(partText).join(',\n\n')
      }\n\n${select}\n`,
      caveats,
    };
  } catch (fault) {
    if (fault instanceof Refusal) return { reason: fault.message };
    throw fault;
  }
}
