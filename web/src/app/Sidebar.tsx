import { Suspense } from 'react';
import type { Project, Session } from '@/api/answers.ts';
import { FunnelList } from '@/funnel/FunnelList.tsx';
import { ProjectSwitcher } from '@/projects/ProjectSwitcher.tsx';
import { AccountMenu } from '@/session/AccountMenu.tsx';
import { overlay, useKeyHint } from '@/ui/commands.ts';
import { Icon, type IconName } from '@/ui/icons.tsx';
import { later } from '@/ui/later.ts';
import { Link, pathOf, useAddress } from '@/ui/router.tsx';
import { useAfter } from '@/ui/useAfter.ts';

const ReceivingState = later(() => import('@/projects/ReceivingState.tsx'));

/** What the page is for comes first; whether events arrive can be said a little later. */
const calmMilliseconds = 1500;

interface SidebarProps {
  readonly project: Project | null;
  readonly session: Session;
  /** Only symbols: their words show where one points or comes by keyboard. */
  readonly narrow: boolean;
}

const places = [
  ['funnels', 'funnel', 'Funnels'],
  ['live', 'pulse', 'Live events'],
  ['events', 'list', 'Event types'],
  ['start', 'code', 'Install'],
  ['settings', 'gear', 'Settings'],
] as const;

export function Sidebar({ project, session, narrow }: SidebarProps): JSX.Element {
  const calm = useAfter(calmMilliseconds, true);
  return (
    <>
      <ProjectSwitcher project={project?.id ?? null} />
      <SearchRow />
      {project
        ? (
          <>
            <nav aria-label='Project' className='sidebar-list'>
              {places.map(([place, icon, name]) => (
                <Place key={place} to={`/projects/${project.id}/${place}`} icon={icon}>
                  {name}
                </Place>
              ))}
            </nav>
            {narrow ? null : <FunnelList project={project} />}
          </>
        )
        : null}
      <div className='sidebar-end'>
        {project && calm && !narrow
          ? (
            <Suspense fallback={null}>
              <ReceivingState key={project.id} project={project.id} />
            </Suspense>
          )
          : null}
        <AccountMenu session={session} />
      </div>
    </>
  );
}

function SearchRow(): JSX.Element {
  // ` (Ctrl K)`, once the keys are there.
  const hint = useKeyHint('search').replace(/[ ()]+(.*)\)/, '$1');
  return (
    <button
      type='button'
      className='sidebar-row search-row'
      aria-haspopup='dialog'
      onClick={() => overlay.set('search')}
    >
      <Icon name='search' />
      <span className='sidebar-text'>Search</span>
      <kbd aria-hidden='true'>{hint}</kbd>
    </button>
  );
}

interface PlaceProps {
  readonly to: string;
  readonly icon: IconName;
  readonly children: string;
}

/** A place stays marked on the pages below it, though only one link leads to the page on show. */
function Place({ to, icon, children }: PlaceProps): JSX.Element {
  const path = pathOf(useAddress());
  const below = path.startsWith(`${to}/`) && !to.endsWith('/funnels');
  return (
    <Link to={to} className='sidebar-row' data-below={below ? '' : undefined}>
      <Icon name={icon} />
      <span className='sidebar-text'>{children}</span>
    </Link>
  );
}
