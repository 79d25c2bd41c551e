import { askAnswer, askFunnels, askProjects } from '@/api/queries.ts';
import { dateIn, rangeFrom, resolve } from '@/dates/range.ts';
import { matcher, matchRoute } from '@/ui/router.tsx';
import { projectIn, signedOutRoutes } from './routes.tsx';

const funnelPath = matcher('/projects/:project/funnels/:funnel');

/** Before the first component exists: what the address will need leaves at once, side by side. */
export function askAhead(path: string, search: string): void {
  if (matchRoute(signedOutRoutes, path) !== null) return;
  const project = projectIn(path);
  const funnel = funnelPath(path)?.['funnel'];
  if (project !== null) askFunnels(project);
  askProjects((projects) => {
    const timezone = projects.find(({ id }) => id === project)?.timezone;
    if (timezone === undefined || funnel === undefined || funnel === 'new') return;
    const today = dateIn(timezone, new Date());
    askAnswer(funnel, resolve(rangeFrom(new URLSearchParams(search)), today));
  });
}
