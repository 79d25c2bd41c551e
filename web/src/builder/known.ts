import { useEventTypes, useProperties, usePropertyValues } from '@/api/explorer.ts';
import { ago } from '@/dates/instants.ts';
import type { Option } from '@/ui/Combobox.tsx';
import { count } from '@/ui/format.ts';
import { nearest } from './nearest.ts';
import { useSettled } from './usePreview.ts';

/** What the project has received, to choose from; nothing where it can't be asked. */
export function useEventOptions(project: string): readonly Option[] {
  const { data } = useEventTypes(project);
  const now = Date.now();
  return (data?.items ?? []).map(({ name, count: n, last_seen: seen }) => ({
    value: name,
    about: seen === '' ? count(n) : `${count(n)} · ${ago(seen, now)}`,
  }));
}

export function usePropertyOptions(project: string, event: string | null): readonly Option[] {
  const { data } = useProperties(project, event);
  return (data?.items ?? []).map(({ name, count: n }) => ({ value: name, about: count(n) }));
}

export function useValueOptions(
  project: string,
  property: string,
  event: string | null,
): readonly Option[] {
  const { data } = usePropertyValues(project, property.trim() || null, event);
  return (data?.items ?? []).filter(({ value }) => value !== '')
    .map(({ value, count: n }) => ({ value, about: count(n) }));
}

/** An event that did not come lately: when it last did, and what may have been meant instead. */
export interface Absence {
  readonly event: string;
  /** Null where it never came. */
  readonly lastSeen: string | null;
  readonly instead: readonly string[];
}

/** A name that is still being typed is not judged yet. */
const typing = 900;
const wholeHistory = { start: '2000-01-01', end: '2999-12-31' };

/** Null for an event that comes, or as long as nobody knows. */
export function useAbsence(project: string, event: string): Absence | null {
  const name = event.trim();
  const { data: lately } = useEventTypes(project);
  const settled = useSettled(name, typing);
  const known = lately?.items.map((type) => type.name) ?? [];
  const absent = lately !== null && name !== '' && name !== '*' && settled === name &&
    !known.includes(name);
  const { data: ever } = useEventTypes(absent ? project : null, wholeHistory, name);
  if (!absent || ever === null) return null;
  const found = ever.items.find((type) => type.name === name);
  return { event: name, lastSeen: found?.last_seen ?? null, instead: nearest(name, known) };
}
