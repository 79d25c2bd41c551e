import { trackingCode } from './endpoints.ts';
import { type Query, useQuery } from './useQuery.ts';

const created = new Map<string, string>();

/** The answer to creating a project is the only one that names its write key by itself. */
export const rememberWriteKey = (project: string, key: string): void => {
  created.set(project, key);
};

export const keyIn = (snippet: string): string | null => /pk_[\w-]+/.exec(snippet)?.[0] ?? null;

/** The project's write key: known since it was created here, else read from its tracking code. */
export function useWriteKey(project: string): Query<string | null> {
  return useQuery(`write key ${project}`, (signal) => {
    const key = created.get(project);
    return key === undefined
      ? trackingCode(project, signal).then(({ snippet }) => keyIn(snippet))
      : Promise.resolve(key);
  });
}
