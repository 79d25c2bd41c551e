/** Saved funnels beyond the list of them: their versions, copies, archive and waste basket. */
import { FunnelDefinition } from './answers.ts';
import { request, requestVersion, type Versioned } from './client.ts';
import type { FunnelChange } from './endpoints.ts';
import { anything, type Infer, list, object, type Schema, text, withDefault } from './schema.ts';
import { refresh } from './queryCache.ts';
import { type Query, useQuery } from './useQuery.ts';

const at = (id: string): string => `/funnels/${encodeURIComponent(id)}`;

export const funnelVersion = (
  id: string,
  signal?: AbortSignal,
): Promise<Versioned<FunnelDefinition>> =>
  requestVersion(at(id), FunnelDefinition, signal ? { signal } : {});

/** Refused with 412 where somebody saved it after `version`. What is left out stays as it is. */
export const changeFunnel = (
  id: string,
  body: FunnelChange,
  version: string,
): Promise<FunnelDefinition> =>
  request(at(id), FunnelDefinition, { method: 'PUT', body, ifMatch: version });

export const archiveFunnel = (id: string, archived: boolean): Promise<FunnelDefinition> =>
  request(at(id), FunnelDefinition, { method: 'PUT', body: { is_active: !archived } });

export const restoreFunnel = (id: string): Promise<FunnelDefinition> =>
  request(`${at(id)}/restore`, FunnelDefinition, { method: 'POST', body: {} });

const record: Schema<Readonly<Record<string, unknown>>> = {
  parse(value, path = '') {
    return typeof value === 'object' && value !== null
      ? { ok: true, value: value as Readonly<Record<string, unknown>> }
      : { ok: false, faults: [{ path, message: 'is not an object' }] };
  },
};

/** What the server keeps of an object by itself. */
const ofTheServer = ['id', 'organization_id', 'created_at', 'updated_at', 'deleted_at'];

/** A funnel like it, with everything that its definition says, also what this page does not know. */
export async function duplicateFunnel(id: string, name: string): Promise<FunnelDefinition> {
  const whole = await request(at(id), record);
  const copied = Object.entries(whole).filter(([key]) =>
    !ofTheServer.includes(key) && key !== 'restorable_until'
  );
  return await request('/funnels', FunnelDefinition, {
    method: 'POST',
    body: { ...Object.fromEntries(copied), name, is_active: true },
  });
}

const deletedKey = (project: string): string => `deleted funnels ${project}`;

/** What was deleted and can still be brought back. */
export const useDeletedFunnels = (
  project: string | null,
): Query<readonly FunnelDefinition[]> =>
  useQuery(
    project && deletedKey(project),
    (signal) =>
      request(
        `/funnels?limit=500&deleted=true&project_id=${encodeURIComponent(project ?? '')}`,
        object({ items: list(FunnelDefinition) }),
        { signal },
      ).then(({ items }) => items),
  );

export const deletedFunnelsChanged = (project: string): void =>
  refresh((key) => key === deletedKey(project));

const FunnelTemplate = object({
  id: text(),
  name: text(),
  description: withDefault(text(), ''),
  industry: withDefault(text(), ''),
  definition: anything(),
});
export type FunnelTemplate = Infer<typeof FunnelTemplate>;

/** Places to begin; every word of them can be changed. */
export const useFunnelTemplates = (): Query<readonly FunnelTemplate[]> =>
  useQuery(
    'funnel templates',
    (signal) =>
      request('/funnel-templates', object({ items: list(FunnelTemplate) }), { signal })
        .then(({ items }) => items),
  );

/** The definition of a template, which lacks only whose it is. */
export function definitionOf({ definition }: FunnelTemplate): FunnelDefinition | null {
  const whole = typeof definition === 'object' && definition !== null ? definition : {};
  const parsed = FunnelDefinition.parse({ name: '', ...whole, id: '', project_id: '' });
  return parsed.ok ? parsed.value : null;
}
