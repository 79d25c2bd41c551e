import { lazy, Suspense } from 'react';
import type { Session } from '@/api/answers.ts';
import { useProjects } from '@/api/queries.ts';
import { FunnelList } from '@/funnel/FunnelList.tsx';
import { ProjectSwitcher } from '@/projects/ProjectSwitcher.tsx';
import { AccountMenu } from '@/session/AccountMenu.tsx';
import { Icon } from '@/ui/icons.tsx';
import { Link } from '@/ui/router.tsx';
import { useAfter } from '@/ui/useAfter.ts';

const ReceivingState = lazy(() => import('@/projects/ReceivingState.tsx'));

/** What the page is for comes first; whether events arrive can be said a little later. */
const calmMilliseconds = 1500;

interface SidebarProps {
  readonly project: string | null;
  readonly session: Session;
}

export function Sidebar({ project, session }: SidebarProps): JSX.Element {
  const current = useProjects().data?.find(({ id }) => id === project);
  const calm = useAfter(calmMilliseconds, true);
  return (
    <>
      <ProjectSwitcher project={project} />
      {current
        ? (
          <>
            <nav aria-label='Project' className='sidebar-list'>
              <Link to={`/projects/${current.id}/live`} className='sidebar-row'>
                <Icon name='pulse' />
                <span className='sidebar-text'>Live events</span>
              </Link>
              <Link to={`/projects/${current.id}/events`} className='sidebar-row'>
                <Icon name='list' />
                <span className='sidebar-text'>Event types</span>
              </Link>
              <Link to={`/projects/${current.id}/start`} className='sidebar-row'>
                <Icon name='code' />
                <span className='sidebar-text'>Install</span>
              </Link>
            </nav>
            <FunnelList project={current} />
          </>
        )
        : null}
      <div className='sidebar-end'>
        {current && calm
          ? (
            <Suspense fallback={null}>
              <ReceivingState key={current.id} project={current.id} />
            </Suspense>
          )
          : null}
        <AccountMenu session={session} />
      </div>
    </>
  );
}
