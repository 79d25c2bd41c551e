/** The first parts of every query: the files, and what each event can fill and strike. */
import type { Exclusion, Funnel, Stage } from './definition.ts';
import { Columns, conditions } from './filters.ts';
import { Refusal } from './refusal.ts';
import { allOf, commented, indented, interval, type Part, quoted, timestamp } from './writing.ts';

/** What is asked, as instants. */
export interface Asked {
  readonly project: string;
  /** Half-open. */
  readonly start: bigint;
  readonly end: bigint;
  /** What the range bounds (F10, F11). */
  readonly bound: 'entry' | 'all';
  /** Later events are not seen (F12); null: now. */
  readonly asOf: bigint | null;
  readonly where: readonly unknown[];
}

/** The last moment at which an attempt can go on, where the window ends it. */
export const windowEnd = ({ window }: Funnel, start: string): string | null =>
  window === null ? null : `${start} + ${interval(window)}`;

/** What events carry besides their time and what they fill. */
export const keysOf = ({ held }: Funnel): readonly string[] =>
  held.length > 0 ? ['unit', 'held'] : ['unit'];

const isNamed = (events: readonly string[]): string =>
  events.length === 1
    ? `event_type = ${quoted(events[0] ?? '')}`
    : `event_type IN (${events.map(quoted).join(', ')})`;

const named = (events: readonly string[] | null): readonly string[] =>
  events === null ? [] : [isNamed(events)];

function unitColumn({ unit, held }: Funnel, columns: Columns): string {
  if (unit.by === 'users') return 'user_id';
  if (unit.by === 'sessions') return 'session_id';
  for (const name of [unit.property, ...held]) refuseDots(name);
  return columns.text(unit.property);
}

/** Nested numbers are written in DuckDB's own way, so two of them may become one value. */
function refuseDots(name: string): void {
  if (name.includes('.')) {
    throw new Refusal(`The values of “${name}” cannot be told apart exactly in SQL.`);
  }
}

function heldColumn({ held }: Funnel, columns: Columns): readonly string[] {
  held.forEach(refuseDots);
  if (held.length === 0) return [];
  return [`[${held.map((name) => columns.text(name)).join(', ')}] AS held`];
}

function seenConditions(funnel: Funnel, asked: Asked): readonly string[] {
  const end = asked.bound === 'all'
    ? [`created_at < ${timestamp(asked.end)}`]
    : funnel.window === null
    ? []
    : [`created_at < ${timestamp(asked.end)} + ${interval(funnel.window)}`];
  const seen = asked.asOf === null ? [] : [`created_at <= ${timestamp(asked.asOf)}`];
  return [`created_at >= ${timestamp(asked.start)}`, ...end, ...seen];
}

/** Names that matter; in strict order any event interrupts. */
function namesThatMatter({ stages, exclusions, order }: Funnel): readonly string[] {
  const lists = [
    ...stages.map((stage) => stage.events),
    ...exclusions.map(({ event }) => event === null ? null : [event]),
  ];
  if (order === 'strict' || lists.includes(null)) return [];
  return [isNamed([...new Set(lists.flatMap((list) => list ?? []))])];
}

const firstTimeName = (stage: Stage): string => `first_${stage.number}`;

function firstTimePart(stage: Stage, columns: Columns, asked: Asked): Part {
  const filters = stage.firstTime === 'filtered' ? conditions(columns, stage.filters) : [];
  const seen = asked.asOf === null ? [] : [`created_at <= ${timestamp(asked.asOf)}`];
  const all = [...named(stage.events), ...filters, ...seen];
  return {
    name: firstTimeName(stage),
    why: `Step ${stage.number} takes a user's first such event of all history (F19).`,
    body: `SELECT user_id, min(created_at) AS first_time\nFROM stored\n` +
      (all.length > 0 ? `WHERE ${allOf(all)}\n` : '') + 'GROUP BY user_id',
  };
}

/** A filter on what an event lacks is NULL, which is no. */
function condition(parts: readonly string[], isFiltered: boolean): string {
  if (parts.length === 0) return 'true';
  const all = parts.map((it) => it.replaceAll('\n', '\n    ')).join(' AND ');
  return isFiltered ? `coalesce(${all}, false)` : all;
}

function fills(stage: Stage, columns: Columns): string {
  const filters = conditions(columns, stage.filters);
  const first = stage.firstTime === null ? [] : [`created_at = ${firstTimeName(stage)}.first_time`];
  return condition(
    [...named(stage.events), ...filters, ...first],
    filters.length + first.length > 0,
  );
}

function excludes(exclusion: Exclusion, columns: Columns): string {
  const filters = conditions(columns, exclusion.filters);
  const names = named(exclusion.event === null ? null : [exclusion.event]);
  return condition([...names, ...filters], filters.length > 0);
}

/** Whether it matters which ids are one person. */
const countsPersons = ({ unit, stages }: Funnel): boolean =>
  unit.by === 'users' || stages.some((stage) => stage.firstTime !== null);

function storedPart(funnel: Funnel, columns: Columns, asked: Asked): Part {
  const joins = countsPersons(funnel);
  const user = joins ? 'coalesce(joined.person, user_id) AS user_id' : 'user_id';
  const selected = [user, 'session_id', 'event_type', 'created_at', ...columns.selected];
  const persons = `LEFT JOIN read_parquet('DATA_DIR/persons/project_${asked.project}.parquet') ` +
    'AS joined USING (user_id)';
  return {
    name: 'stored',
    why: 'The published events of the project, one file for each closed UTC day' +
      (joins ? ',\nunder the id of their person where ids were joined by identify (I12).' : '.'),
    body: `SELECT\n${indented(selected.join(',\n'))}\n` +
      `FROM read_parquet('DATA_DIR/events/project_${asked.project}/**/*.parquet')` +
      (joins ? `\n${persons}` : ''),
  };
}

/** `stored`, the first times and `events`: one row for each event with what it can do. */
export function eventParts(funnel: Funnel, asked: Asked): readonly Part[] {
  const columns = new Columns();
  const firsts = funnel.stages.filter((stage) => stage.firstTime !== null);
  const unit = unitColumn(funnel, columns);
  const selected = [
    `${unit} AS unit`,
    'created_at AS time',
    ...heldColumn(funnel, columns),
    ...funnel.stages.map((stage) => `${fills(stage, columns)} AS fills_${stage.number}`),
    ...funnel.exclusions.map((it) => `${excludes(it, columns)} AS excludes_${it.number}`),
  ];
  const kept = [
    ...seenConditions(funnel, asked),
    ...namesThatMatter(funnel),
    ...conditions(columns, asked.where),
    ...(funnel.unit.by === 'users' ? [] : [`${unit} IS NOT NULL`]),
  ];
  const joins = firsts.map((stage) => `LEFT JOIN ${firstTimeName(stage)} USING (user_id)\n`);
  const parts = firsts.map((stage) => firstTimePart(stage, columns, asked));
  const events: Part = {
    name: 'events',
    why: 'What each event can fill, of those that the question sees (F11, F12, F16, F17, F36):\n' +
      [
        ...funnel.stages.map((it) => `  fills_${it.number}: ${commented(it.name)}`),
        ...funnel.exclusions.map((it) =>
          `  excludes_${it.number}: ${commented(it.event ?? 'any event')} (F22)`
        ),
      ].join('\n'),
    body: `SELECT\n${indented(selected.join(',\n'))}\nFROM stored\n${joins.join('')}` +
      `WHERE ${allOf(kept)}`,
  };
  return [storedPart(funnel, columns, asked), ...parts, events];
}
