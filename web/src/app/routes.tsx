import { lazy } from 'react';
import type { Route } from '@/ui/router.tsx';
import { FirstFunnel, FirstProject } from './arrivals.tsx';

/** Every page of the dashboard. Each is its own chunk; what arrives first is preloaded. */
export const signedOutRoutes: readonly Route[] = [
  { path: '/sign-in', page: lazy(() => import('@/session/SignInPage.tsx')) },
  { path: '/register', page: lazy(() => import('@/session/RegisterPage.tsx')) },
];

export const signedInRoutes: readonly Route[] = [
  { path: '/', page: FirstProject },
  { path: '/projects/new', page: lazy(() => import('@/projects/NewProjectPage.tsx')) },
  { path: '/projects/:project', page: FirstFunnel },
  { path: '/projects/:project/start', page: lazy(() => import('@/projects/FirstEventPage.tsx')) },
  {
    path: '/projects/:project/funnels/new',
    page: lazy(() => import('@/funnel/NewFunnelPage.tsx')),
  },
  {
    path: '/projects/:project/funnels/:funnel',
    page: lazy(() => import('@/funnel/FunnelPage.tsx')),
  },
];

/** The project a path is about, if any. */
export function projectIn(path: string): string | null {
  const [, area, project] = path.split('/');
  return area === 'projects' && project && project !== 'new' ? decodeURIComponent(project) : null;
}
