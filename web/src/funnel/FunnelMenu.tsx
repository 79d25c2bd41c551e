import type { FunnelDefinition } from '@/api/answers.ts';
import { Icon } from '@/ui/icons.tsx';
import { later } from '@/ui/later.ts';
import { Missing } from '@/ui/Missing.tsx';
import { Popover } from '@/ui/Popover.tsx';
import { funnelPath } from '@/question/paths.ts';
import { Link } from '@/ui/router.tsx';

// No first picture needs what is done with a funnel as a whole.
const FunnelActions = later(() => import('./FunnelActions.tsx'), Missing);

interface FunnelMenuProps {
  readonly project: string;
  readonly funnels: readonly FunnelDefinition[];
  readonly current: FunnelDefinition;
  readonly search: string;
}

/** The funnel's name in the header, and the way to the others where the sidebar is closed. */
export function FunnelMenu({ project, funnels, current, search }: FunnelMenuProps): JSX.Element {
  const path = funnelPath(project, current.id);
  return (
    <Popover
      label='Funnels'
      buttonClass='place-button'
      buttonLabel={`Funnel: ${current.name}`}
      button={
        <>
          <b>{current.name}</b>
          <Icon name='down' size={14} />
        </>
      }
    >
      {(close) => (
        <nav className='menu' aria-label='All funnels'>
          {funnels.filter(({ id, is_active }) => is_active || id === current.id).map((
            { id, name },
          ) => (
            <Link
              key={id}
              to={funnelPath(project, id) + search}
              className='menu-row'
              onClick={close}
              data-first={id === current.id ? '' : undefined}
            >
              <span className='menu-words'>
                <b>{name}</b>
              </span>
              {id === current.id ? <Icon name='check' /> : null}
            </Link>
          ))}
          <Link to={`/projects/${project}/funnels/new`} className='menu-row' onClick={close}>
            <Icon name='plus' />New funnel
          </Link>
          <Link
            to={`${path}/edit`}
            className='menu-row menu-break'
            onClick={close}
          >
            <Icon name='edit' />Edit this funnel
          </Link>
          <FunnelActions project={project} funnel={current} close={close} />
        </nav>
      )}
    </Popover>
  );
}
