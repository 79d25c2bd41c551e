import type { Counts, EventType } from '@/api/explorer.ts';
import type { Table } from '@/ui/csv.ts';

export const typesTable = (types: readonly EventType[]): Table => ({
  columns: ['event', 'count', 'people', 'first seen', 'last seen'],
  rows: types.map(({ name, count, users, first_seen: first, last_seen: last }) => [
    name,
    { shown: String(count), value: count },
    { shown: String(users), value: users },
    first,
    last,
  ]),
});

/** What the table of types can be in the order of; the address holds it. */
export const orders = ['events', 'people', 'name', 'last'] as const;
export type Order = (typeof orders)[number];

export const orderFrom = (named: string | null): Order =>
  orders.find((order) => order === named) ?? 'events';

const by: Readonly<Record<Order, (a: EventType, b: EventType) => number>> = {
  events: (a, b) => b.count - a.count,
  people: (a, b) => b.users - a.users,
  name: (a, b) => a.name.localeCompare(b.name),
  last: (a, b) => Date.parse(b.last_seen) - Date.parse(a.last_seen),
};

/** Those whose name holds what is typed, in the order asked for. */
export function typesShown(
  types: readonly EventType[],
  typed: string,
  order: Order,
): readonly EventType[] {
  const wanted = typed.trim().toLowerCase();
  return types.filter(({ name }) => name.toLowerCase().includes(wanted)).sort(by[order]);
}

/** The lines of the largest types, out of one answer that is split by type. */
export function linesOf(counts: Counts | null): ReadonlyMap<string, readonly number[]> {
  const lines = new Map<string, number[]>();
  for (const [place, { breakdown }] of (counts?.points ?? []).entries()) {
    for (const { value, count } of breakdown?.groups ?? []) {
      const line = lines.get(value) ?? [];
      line[place] = count;
      lines.set(value, line);
    }
  }
  return lines;
}
