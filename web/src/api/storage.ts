import { request } from './client.ts';
import { type Infer, nullable, object, text, withDefault } from './schema.ts';
import { refresh } from './queryCache.ts';
import { type Query, useQuery } from './useQuery.ts';

const Latest = object({ last_event_at: withDefault(nullable(text()), null) });

const latestKey = (project: string): string => `latest event ${project}`;

/** When the latest event of a project happened; null where it has none. */
export const useLatestEvent = (project: string): Query<Infer<typeof Latest>> =>
  useQuery(
    latestKey(project),
    (signal) => request(`/projects/${encodeURIComponent(project)}/storage`, Latest, { signal }),
  );

export const latestEventChanged = (project: string): void =>
  refresh((key) => key === latestKey(project));
