import type { FunnelAnswer, FunnelDefinition, Project } from './answers.ts';
import * as api from './endpoints.ts';
import { amend, ask, refresh } from './queryCache.ts';
import { type Query, useQuery } from './useQuery.ts';

type Detail = 'everything' | 'counts';

const funnelsKey = (project: string): string => `funnels ${project}`;
const answerKey = (funnel: string, span: api.DateSpan, detail: Detail): string =>
  `answer ${funnel} ${detail} ${span.start} ${span.end}`;

/** The questions that several parts of the page share, under one key each. */
export const useProjects = (): Query<readonly Project[]> => useQuery('projects', api.projects);

export const projectsChanged = (): void => refresh((key) => key === 'projects');

export const useFunnels = (project: string | null): Query<readonly FunnelDefinition[]> =>
  useQuery(
    project && funnelsKey(project),
    (signal) => api.funnels(project ?? '', signal),
  );

export const funnelsChanged = (project: string): void =>
  refresh((key) => key === funnelsKey(project));

/** Gone from the list at once: nothing may be asked of it any more. */
export const funnelGone = (project: string, id: string): void =>
  amend<readonly FunnelDefinition[]>(
    funnelsKey(project),
    (funnels) => funnels.filter((funnel) => funnel.id !== id),
  );

export const useFunnelAnswer = (
  funnel: string,
  span: api.DateSpan | null,
  detail: Detail,
): Query<FunnelAnswer> =>
  useQuery(
    span && answerKey(funnel, span, detail),
    (signal) => api.funnelAnswer(funnel, span ?? { start: '', end: '' }, detail, signal),
    `answer ${funnel} ${detail}`,
  );

export const answersChanged = (): void => refresh((key) => key.startsWith('answer '));

/** The same questions asked before the part of the page that shows them is there. */
export function askProjects(then: (projects: readonly Project[]) => void): void {
  ask('projects', (signal) =>
    api.projects(signal).then((projects) => {
      then(projects);
      return projects;
    }), 'if-needed');
}

export const askFunnels = (project: string): void =>
  ask(funnelsKey(project), (signal) => api.funnels(project, signal), 'if-needed');

export const askAnswer = (funnel: string, span: api.DateSpan): void =>
  ask(
    answerKey(funnel, span, 'everything'),
    (signal) => api.funnelAnswer(funnel, span, 'everything', signal),
    'if-needed',
  );
