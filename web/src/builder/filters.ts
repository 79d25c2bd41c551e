/** One condition on one property, as it is being written. */
export interface FilterDraft {
  readonly key: number;
  readonly property: string;
  readonly op: Operator;
  /** Any of them; more than one for `eq` and `neq` only. */
  readonly values: readonly string[];
  readonly scope: 'event' | 'user';
  /** As the API gave it, so that a number stays a number until it is changed. */
  readonly origin: unknown;
}

/** Several joined by `any` or `all`, made over the API: shown in words, kept as they are. */
export interface KeptGroup {
  readonly key: number;
  readonly kept: unknown;
}

export type Condition = FilterDraft | KeptGroup;
export const isKept = (condition: Condition): condition is KeptGroup => 'kept' in condition;

export const operators = {
  eq: 'is',
  neq: 'is not',
  contains: 'contains',
  not_contains: 'does not contain',
  starts_with: 'begins with',
  ends_with: 'ends with',
  gt: 'is more than',
  gte: 'is at least',
  lt: 'is less than',
  lte: 'is at most',
  is_set: 'is set',
  is_not_set: 'is not set',
} as const;
export type Operator = keyof typeof operators;

export const takesValue = (op: Operator): boolean => op !== 'is_set' && op !== 'is_not_set';
export const takesSeveral = (op: Operator): boolean => op === 'eq' || op === 'neq';

let lastKey = 0;
export const newFilter = (): FilterDraft => ({
  key: ++lastKey,
  property: '',
  op: 'eq',
  values: [''],
  scope: 'event',
  origin: null,
});

export const rekeyed = <C extends Condition>(condition: C): C => ({ ...condition, key: ++lastKey });

const shown = (value: unknown): string =>
  typeof value === 'string' ? value : JSON.stringify(value) ?? '';

export function conditionFrom(filter: unknown): Condition {
  return filterFrom(filter) ?? { key: ++lastKey, kept: filter };
}

/** Null for what is not one condition on one property: groups by `any` and `all`. */
export function filterFrom(filter: unknown): FilterDraft | null {
  if (typeof filter !== 'object' || filter === null) return null;
  const { property, op, value, scope } = filter as Readonly<Record<string, unknown>>;
  if (typeof property !== 'string' || typeof op !== 'string' || !(op in operators)) return null;
  const values = (Array.isArray(value) ? value : [value ?? '']).map(shown);
  return {
    key: ++lastKey,
    property,
    op: op as Operator,
    values: values.length > 0 ? values : [''],
    scope: scope === 'user' ? 'user' : 'event',
    origin: value ?? null,
  };
}

export const conditionToApi = (condition: Condition): unknown =>
  isKept(condition) ? condition.kept : filterToApi(condition);

export function filterToApi(filter: FilterDraft): Readonly<Record<string, unknown>> {
  const { property, op, scope } = filter;
  return {
    property: property.trim(),
    op,
    ...(takesValue(op) ? { value: valueOf(filter) } : {}),
    ...(scope === 'user' ? { scope } : {}),
  };
}

function valueOf({ op, values, origin }: FilterDraft): unknown {
  const origins = Array.isArray(origin) ? origin : [origin];
  const kept = values.map((value) => origins.find((it) => shown(it) === value) ?? value);
  if (takesSeveral(op) && (kept.length > 1 || Array.isArray(origin))) return kept;
  return kept[0] ?? '';
}

/** `plan is pro or team`, `(browser is Firefox or os is Linux)`. */
export function conditionInWords(condition: Condition): string {
  return isKept(condition) ? groupInWords(condition.kept) : filterInWords(condition);
}

function filterInWords({ property, op, values, scope }: FilterDraft): string {
  const whose = scope === 'user' ? 'their ' : '';
  const joined = values.join(op === 'neq' ? ' nor ' : ' or ');
  return `${whose}${property || '…'} ${operators[op]}${takesValue(op) ? ` ${joined || '…'}` : ''}`;
}

function groupInWords(group: unknown): string {
  const filter = filterFrom(group);
  if (filter) return filterInWords(filter);
  const { any, all } = (group ?? {}) as { readonly any?: unknown; readonly all?: unknown };
  if (Array.isArray(any)) return `(${any.map(groupInWords).join(' or ')})`;
  if (Array.isArray(all)) return `(${all.map(groupInWords).join(' and ')})`;
  return 'a condition of its own';
}
