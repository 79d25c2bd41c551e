import type { Session } from '@/api/answers.ts';
import { useProjects } from '@/api/queries.ts';
import { FunnelList } from '@/funnel/FunnelList.tsx';
import { ProjectSwitcher } from '@/projects/ProjectSwitcher.tsx';
import { AccountMenu } from '@/session/AccountMenu.tsx';
import { Icon } from '@/ui/icons.tsx';
import { Link } from '@/ui/router.tsx';

interface SidebarProps {
  readonly project: string | null;
  readonly session: Session;
}

export function Sidebar({ project, session }: SidebarProps): JSX.Element {
  const current = useProjects().data?.find(({ id }) => id === project);
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
                <span className='sidebar-text'>Send events</span>
              </Link>
            </nav>
            <FunnelList project={current} />
          </>
        )
        : null}
      <div className='sidebar-end'>
        <AccountMenu session={session} />
      </div>
    </>
  );
}
