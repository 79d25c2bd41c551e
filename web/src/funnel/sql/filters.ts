/** Filters as conditions (F17, F18). None is negated as a whole, so NULL is as good as false. */
import { isDotted, propertyText } from './properties.ts';
import { Refusal } from './refusal.ts';
import { quoted } from './writing.ts';

interface Test {
  readonly property: string;
  readonly op: string;
  readonly value?: unknown;
  readonly scope?: string;
}

const numberPattern = '[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]+)?';
const readsAsNumber = (text: string): boolean =>
  new RegExp(`^(?:${numberPattern})$`).test(text) && Number.isFinite(Number(text));

/** The properties that a question looks at, each a column of its own with a comment. */
export class Columns {
  readonly #properties: string[] = [];
  readonly #numbers = new Set<string>();

  /** The column that holds the property's text. */
  text(property: string): string {
    if (!this.#properties.includes(property)) this.#properties.push(property);
    return `property_${this.#properties.indexOf(property) + 1}`;
  }

  /** The column that holds the number that the text reads as. */
  number(property: string): string {
    this.#numbers.add(property);
    return this.text(property).replace('property', 'number');
  }

  /** What the part that reads the files selects. */
  get selected(): readonly string[] {
    return this.#properties.flatMap((property) => {
      const column = this.text(property);
      const text = `${propertyText(property)} AS ${column}`;
      if (!this.#numbers.has(property)) return [text];
      const number = `CASE WHEN regexp_full_match(${column}, '${numberPattern}')\n` +
        `  AND isfinite(TRY_CAST(${column} AS DOUBLE)) THEN TRY_CAST(${column} AS DOUBLE) END`;
      return [text, `${number} AS ${this.number(property)}`];
    });
  }
}

const textOf = (value: unknown): string => {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new Refusal('A filter compares with something that is neither text nor number.');
};

/** A number that a DOUBLE compares as exactly as the server does. */
function numberLiteral(text: string): string {
  const value = Number(text);
  if (/^[+-]?\d+$/.test(text) && !Number.isSafeInteger(value)) {
    throw new Refusal(`The number ${text} has too many digits to be compared exactly in SQL.`);
  }
  return Number.isInteger(value) && Number.isSafeInteger(value)
    ? String(value === 0 ? 0 : value)
    : `CAST(${quoted(text)} AS DOUBLE)`;
}

/** Lower case as the server makes it: DuckDB differs in one letter, the dotted capital I. */
function lowered(column: string, wanted: string): string {
  return /[i\u0307]/.test(wanted)
    ? `lower(replace(${column}, 'İ', 'i' || chr(775)))`
    : `lower(${column})`;
}
const loweredText = (text: string): string =>
  [...text].map((letter) => letter === 'İ' ? 'i\u0307' : letter.toLowerCase()).join('');

/** Of a nested value DuckDB writes numbers in its own way, so only some texts can be compared. */
function refuseNestedText({ property, op }: Test, values: readonly unknown[]): void {
  if (!isDotted(property) || op === 'is_set' || op === 'is_not_set') return;
  const isPlain = (value: unknown): boolean =>
    typeof value === 'number' || !/^[-+.\d{[]/.test(textOf(value));
  const compares = ['eq', 'neq'].includes(op) && values.every(isPlain) ||
    ['gt', 'gte', 'lt', 'lte'].includes(op) && readsAsNumber(textOf(values[0]));
  if (!compares) {
    throw new Refusal(`How “${property}” is compared here cannot be said exactly in SQL.`);
  }
}

function equality(columns: Columns, property: string, values: readonly unknown[]): string {
  const texts = values.filter((value) => typeof value !== 'number').map(textOf);
  const numbers = values.filter((value) => typeof value === 'number').map(textOf);
  const oneOf = (column: string, list: readonly string[]): string[] =>
    list.length === 0
      ? []
      : [list.length === 1 ? `${column} = ${list[0]}` : `${column} IN (${list.join(', ')})`];
  const either = [
    ...oneOf(columns.text(property), texts.map(quoted)),
    ...(numbers.length > 0 ? oneOf(columns.number(property), numbers.map(numberLiteral)) : []),
  ];
  return either.length === 1 ? either.join() : `(${either.join(' OR ')})`;
}

const signs: Readonly<Record<string, string>> = { gt: '>', gte: '>=', lt: '<', lte: '<=' };

function comparison(columns: Columns, property: string, sign: string, value: string): string {
  const column = columns.text(property);
  const byBytes = `${column} ${sign} ${quoted(value)}`;
  if (!readsAsNumber(value)) return byBytes;
  const number = columns.number(property);
  return `CASE WHEN ${number} IS NOT NULL THEN ${number} ${sign} ${numberLiteral(value)} ` +
    `ELSE ${byBytes} END`;
}

function testCondition(columns: Columns, test: Test): string {
  const { property, op, value } = test;
  if (test.scope === 'user') {
    throw new Refusal(
      'This funnel filters by what is known of people (their traits). That is not in the files.',
    );
  }
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  refuseNestedText(test, values);
  const column = columns.text(property);
  const first = (): string => textOf(values[0]);
  const sign = signs[op];
  if (sign !== undefined) return comparison(columns, property, sign, first());
  switch (op) {
    case 'is_set':
      return `${column} IS NOT NULL`;
    case 'is_not_set':
      return `${column} IS NULL`;
    case 'eq':
      return equality(columns, property, values);
    case 'neq':
      return `NOT coalesce(${equality(columns, property, values)}, false)`;
    case 'contains':
    case 'not_contains': {
      const wanted = loweredText(first());
      const found = `contains(${lowered(column, wanted)}, ${quoted(wanted)})`;
      return op === 'contains' ? found : `NOT coalesce(${found}, false)`;
    }
    case 'starts_with':
      return `starts_with(${column}, ${quoted(first())})`;
    case 'ends_with':
      return `ends_with(${column}, ${quoted(first())})`;
    default:
      throw new Refusal(`SQL does not know the comparison “${op}”.`);
  }
}

const isTest = (filter: unknown): filter is Test =>
  typeof filter === 'object' && filter !== null && 'property' in filter &&
  typeof filter.property === 'string' && 'op' in filter && typeof filter.op === 'string';

const listIn = (filter: unknown, key: 'any' | 'all'): readonly unknown[] | null => {
  if (typeof filter !== 'object' || filter === null || !(key in filter)) return null;
  const list = (filter as Readonly<Record<string, unknown>>)[key];
  return Array.isArray(list) ? list : null;
};

function filterCondition(columns: Columns, filter: unknown): string {
  const any = listIn(filter, 'any');
  if (any !== null) return `(${any.map((it) => filterCondition(columns, it)).join(' OR ')})`;
  const all = listIn(filter, 'all');
  if (all !== null) return `(${all.map((it) => filterCondition(columns, it)).join(' AND ')})`;
  if (!isTest(filter)) throw new Refusal('A filter of this funnel has an unknown form.');
  return testCondition(columns, filter);
}

export const conditions = (columns: Columns, filters: readonly unknown[]): readonly string[] =>
  filters.map((filter) => filterCondition(columns, filter));

/** Whether no event can pass both lists: one property must equal different texts. */
export function exclude(one: readonly unknown[], other: readonly unknown[]): boolean {
  const wanted = (filters: readonly unknown[]) =>
    filters.flatMap((filter) => {
      if (!isTest(filter) || filter.op !== 'eq' || filter.scope === 'user') return [];
      const values: readonly unknown[] = Array.isArray(filter.value)
        ? filter.value
        : [filter.value];
      return values.every((value) => typeof value === 'string')
        ? [{ property: filter.property, values }]
        : [];
    });
  return wanted(one).some((mine) =>
    wanted(other).some((theirs) =>
      mine.property === theirs.property &&
      mine.values.every((value) => !theirs.values.includes(value))
    )
  );
}
