/** What the settings read and change: projects with their keys, the organisation, the account. */
import { Session } from './answers.ts';
import { command, request, requestVersion, type Versioned } from './client.ts';
import { learn, refresh } from './queryCache.ts';
import { type Infer, list, nullable, number, object, text, withDefault } from './schema.ts';
import { type Query, useQuery } from './useQuery.ts';

export const ProjectSettings = object({
  id: text(),
  name: text(),
  domain: withDefault(text(), ''),
  timezone: withDefault(text(), 'UTC'),
  allowed_origins: withDefault(list(text()), []),
  rate_limit_per_minute: withDefault(number(), 0),
  retention_days: withDefault(nullable(number()), null),
});
export type ProjectSettings = Infer<typeof ProjectSettings>;

/** What is left out stays as it is; `null` clears. */
export interface ProjectChange {
  readonly name?: string;
  readonly domain?: string | null;
  readonly timezone?: string;
  readonly allowed_origins?: readonly string[];
  readonly rate_limit_per_minute?: number;
  readonly retention_days?: number | null;
}

const enc = encodeURIComponent;
const projectPath = (id: string): string => `/projects/${enc(id)}`;

const settingsKey = (project: string): string => `settings ${project}`;

export const useProjectSettings = (project: string): Query<Versioned<ProjectSettings>> =>
  useQuery(
    settingsKey(project),
    (signal) => requestVersion(projectPath(project), ProjectSettings, { signal }),
  );

export const changeProject = (
  id: string,
  body: ProjectChange,
  ifMatch: string,
): Promise<void> =>
  requestVersion(projectPath(id), ProjectSettings, { method: 'PUT', body, ifMatch })
    .then((answer) => {
      learn(settingsKey(id), answer);
      refresh((key) => key === 'projects');
    });

export const deleteProject = (id: string): Promise<void> =>
  command(projectPath(id), { method: 'DELETE' });

export const restoreProject = (id: string): Promise<ProjectSettings> =>
  request(`${projectPath(id)}/restore`, ProjectSettings, { method: 'POST', body: {} });

/** After one was deleted or came back. */
export const projectsMoved = (): void =>
  refresh((key) => key === 'projects' || key === 'deleted projects');

const DeletedProject = object({ id: text(), name: text(), restorable_until: text() });
export type DeletedProject = Infer<typeof DeletedProject>;

export const useDeletedProjects = (): Query<readonly DeletedProject[]> =>
  useQuery(
    'deleted projects',
    (signal) =>
      request('/projects?deleted=true&limit=500', object({ items: list(DeletedProject) }), {
        signal,
      })
        .then(({ items }) => items),
  );

const RotatedKey = object({ api_key: text(), previous_key_valid_until: text() });
export type RotatedKey = Infer<typeof RotatedKey>;

export const rotateKey = (project: string): Promise<RotatedKey> =>
  request(`${projectPath(project)}/rotate-key`, RotatedKey, { method: 'POST', body: {} })
    .then((rotated) => {
      refresh((key) => key === `tracking code ${project}`);
      return rotated;
    });

const SecretKey = object({ id: text(), name: text(), ending: text(), created_at: text() });
export type SecretKey = Infer<typeof SecretKey>;
const CreatedSecretKey = object({ id: text(), name: text(), key: text() });
export type CreatedSecretKey = Infer<typeof CreatedSecretKey>;

const secretKeysKey = (project: string): string => `secret keys ${project}`;

export const useSecretKeys = (project: string): Query<readonly SecretKey[]> =>
  useQuery(
    secretKeysKey(project),
    (signal) =>
      request(
        `${projectPath(project)}/secret-keys?limit=500`,
        object({ items: list(SecretKey) }),
        { signal },
      ).then(({ items }) => items),
  );

const secretKeysChanged = (project: string): void =>
  refresh((key) => key === secretKeysKey(project));

export const createSecretKey = (project: string, name: string): Promise<CreatedSecretKey> =>
  request(`${projectPath(project)}/secret-keys`, CreatedSecretKey, {
    method: 'POST',
    body: name === '' ? {} : { name },
  }).then((created) => {
    secretKeysChanged(project);
    return created;
  });

export const deleteSecretKey = (project: string, id: string): Promise<void> =>
  command(`${projectPath(project)}/secret-keys/${enc(id)}`, { method: 'DELETE' })
    .then(() => secretKeysChanged(project));

const Storage = object({
  events: number(),
  published_bytes: number(),
  pending_bytes: number(),
  first_event_at: withDefault(nullable(text()), null),
  last_event_at: withDefault(nullable(text()), null),
});
export type Storage = Infer<typeof Storage>;

export const useStorage = (project: string): Query<Storage> =>
  useQuery(
    `storage ${project}`,
    (signal) => request(`${projectPath(project)}/storage`, Storage, { signal }),
  );

const Organization = object({ id: text(), name: text() });
export type Organization = Infer<typeof Organization>;

export const useOrganization = (): Query<Versioned<Organization>> =>
  useQuery('organization', (signal) => requestVersion('/organization', Organization, { signal }));

export const changeOrganization = (
  body: { readonly name: string },
  ifMatch: string,
): Promise<Organization> =>
  requestVersion('/organization', Organization, { method: 'PUT', body, ifMatch })
    .then((answer) => {
      learn('organization', answer);
      return answer.value;
    });

export interface AccountChange {
  readonly full_name?: string;
  readonly email?: string;
  readonly new_password?: string;
  readonly current_password?: string;
}

/** A wrong `current_password` is answered as a fault of that field. */
export const changeMe = (body: AccountChange): Promise<Session> =>
  request('/auth/me', Session, { method: 'PUT', body });
