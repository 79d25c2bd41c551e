import { type ComponentType, lazy } from 'react';
import FunnelPage from '@/funnel/FunnelPage.tsx';
import type { Route } from '@/ui/router.tsx';
import { FirstFunnel, FirstProject } from './arrivals.tsx';

type Settings = typeof import('@/settings/pages.ts');

/** One chunk for all of them: who opens one looks through the others. */
function settings(pick: (pages: Settings) => ComponentType): ComponentType {
  return lazy(() => import('@/settings/pages.ts').then((pages) => ({ default: pick(pages) })));
}

/** Every page of the dashboard. They come in chunks of their own when they are first opened. */
export const signedOutRoutes: readonly Route[] = [
  {
    path: '/sign-in',
    page: lazy(() =>
      import('@/session/pages.ts').then(({ SignInPage: page }) => ({ default: page }))
    ),
  },
  {
    path: '/register',
    page: lazy(() =>
      import('@/session/pages.ts').then(({ RegisterPage: page }) => ({ default: page }))
    ),
  },
];

export const signedInRoutes: readonly Route[] = [
  { path: '/', page: FirstProject },
  {
    path: '/projects/new',
    page: lazy(() =>
      import('@/projects/pages.ts').then(({ NewProjectPage: page }) => ({ default: page }))
    ),
  },
  { path: '/projects/:project', page: FirstFunnel },
  {
    path: '/projects/:project/start',
    page: lazy(() =>
      import('@/projects/pages.ts').then(({ InstallPage: page }) => ({ default: page }))
    ),
  },
  {
    path: '/projects/:project/funnels',
    page: lazy(() => import('@/funnel/list/FunnelsPage.tsx')),
  },
  {
    path: '/projects/:project/funnels/new',
    page: lazy(() => import('@/builder/NewFunnelPage.tsx')),
  },
  {
    path: '/projects/:project/funnels/:funnel',
    // The page most visits are for: a chunk of its own would only be one more to wait for.
    page: FunnelPage,
  },
  {
    path: '/projects/:project/funnels/:funnel/edit',
    page: lazy(() => import('@/builder/EditFunnelPage.tsx')),
  },
  { path: '/projects/:project/live', page: lazy(() => import('@/events/LivePage.tsx')) },
  { path: '/projects/:project/events', page: lazy(() => import('@/events/TypesPage.tsx')) },
  { path: '/projects/:project/events/:event', page: lazy(() => import('@/events/EventPage.tsx')) },
  {
    path: '/projects/:project/people/:person',
    page: lazy(() => import('@/people/PersonPage.tsx')),
  },
  { path: '/projects/:project/settings', page: settings(({ ProjectPage }) => ProjectPage) },
  { path: '/projects/:project/settings/keys', page: settings(({ KeysPage }) => KeysPage) },
  { path: '/projects/:project/settings/data', page: settings(({ DataPage }) => DataPage) },
  { path: '/settings/organization', page: settings(({ OrganizationPage }) => OrganizationPage) },
  { path: '/settings/account', page: settings(({ AccountPage }) => AccountPage) },
];

/** The project a path is about, if any. */
export function projectIn(path: string): string | null {
  const [, area, project] = path.split('/');
  return area === 'projects' && project && project !== 'new' ? decodeURIComponent(project) : null;
}
