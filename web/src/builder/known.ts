import { useEventTypes, useProperties, usePropertyValues } from '@/api/explorer.ts';
import { ago } from '@/dates/instants.ts';
import type { Option } from '@/ui/Combobox.tsx';
import { count } from '@/ui/format.ts';

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
