import * as api from './endpoints.ts';
import { type Query, useQuery } from './useQuery.ts';

const createdKeys = new Map<string, string>();

/** Creating a project answers its write key; the page shows it without asking again. */
export const rememberWriteKey = (project: string, key: string): void => {
  createdKeys.set(project, key);
};

export const keyIn = (snippet: string): string | null => /pk_[\w-]+/.exec(snippet)?.[0] ?? null;

/** What sends events: the snippet for web pages, and the write key in it. */
export interface Tracking {
  readonly key: string | null;
  readonly snippet: string | null;
}

export function useTracking(project: string): Tracking & Pick<Query<unknown>, 'problem'> {
  const { data, problem } = useQuery(
    `tracking code ${project}`,
    (signal) => api.trackingCode(project, signal),
  );
  const snippet = data?.snippet ?? null;
  return {
    snippet,
    key: createdKeys.get(project) ?? (snippet === null ? null : keyIn(snippet)),
    problem,
  };
}
