import { useProjects } from '@/api/queries.ts';
import { Icon, Logo } from '@/ui/icons.tsx';
import { Popover } from '@/ui/Popover.tsx';
import { Link } from '@/ui/router.tsx';

/** The project on show, and the others. */
export function ProjectSwitcher({ project }: { project: string | null }): JSX.Element {
  const query = useProjects();
  const projects = query.data ?? [];
  const current = projects.find(({ id }) => id === project);
  return (
    <Popover
      label='Projects'
      buttonClass='sidebar-row project'
      buttonLabel={current ? `Project: ${current.name}` : 'Projects'}
      button={
        <>
          <Logo />
          <span className='sidebar-text'>{current?.name ?? 'IAFA'}</span>
          <Icon name='upDown' />
        </>
      }
    >
      {(close) => (
        <nav className='menu' aria-label='Projects'>
          {projects.map(({ id, name, domain }) => (
            <Link
              key={id}
              to={`/projects/${id}`}
              className='menu-row'
              onClick={close}
              data-first={id === project ? '' : undefined}
            >
              <span className='menu-words'>
                <b>{name}</b>
                <span>{domain}</span>
              </span>
              {id === project ? <Icon name='check' /> : null}
            </Link>
          ))}
          <Link to='/projects/new' className='menu-row' onClick={close}>
            <Icon name='plus' />New project
          </Link>
        </nav>
      )}
    </Popover>
  );
}
