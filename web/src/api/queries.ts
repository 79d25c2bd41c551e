import type { FunnelAnswer, FunnelDefinition, Project } from './answers.ts';
import * as api from './endpoints.ts';
import { refresh } from './queryCache.ts';
import { type Query, useQuery } from './useQuery.ts';

/** The questions that several parts of the page share, under one key each. */
export const useProjects = (): Query<readonly Project[]> => useQuery('projects', api.projects);

export const projectsChanged = (): void => refresh((key) => key === 'projects');

export const useFunnels = (project: string | null): Query<readonly FunnelDefinition[]> =>
  useQuery(project && `funnels ${project}`, (signal) => api.funnels(project ?? '', signal));

export const funnelsChanged = (project: string): void =>
  refresh((key) => key === `funnels ${project}`);

export const useFunnelAnswer = (
  funnel: string,
  span: api.DateSpan | null,
  detail: 'everything' | 'counts',
): Query<FunnelAnswer> =>
  useQuery(
    span && `answer ${funnel} ${detail} ${span.start} ${span.end}`,
    (signal) => api.funnelAnswer(funnel, span ?? { start: '', end: '' }, detail, signal),
    `answer ${funnel} ${detail}`,
  );

export const answersChanged = (): void => refresh((key) => key.startsWith('answer '));
