import type { FunnelDefinition } from '@/api/answers.ts';
import { Icon } from '@/ui/icons.tsx';
import { MenuRow } from '@/ui/MenuRow.tsx';
import { Popover } from '@/ui/Popover.tsx';
import { archive, duplicate, remove } from '@/question/funnelChanges.ts';
import { funnelPath, funnelsPath } from '@/question/paths.ts';
import { Link, navigate } from '@/ui/router.tsx';

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
          <Actions project={project} funnel={current} close={close} />
        </nav>
      )}
    </Popover>
  );
}

interface ActionsProps {
  readonly project: string;
  readonly funnel: FunnelDefinition;
  readonly close: () => void;
}

/** What is done with the funnel as a whole, each with a way back. */
function Actions({ project, funnel, close }: ActionsProps): JSX.Element {
  const path = funnelPath(project, funnel.id);
  const doubled = async (): Promise<void> => {
    const copy = await duplicate(funnel);
    if (copy) navigate(funnelPath(project, copy.id));
  };
  const removed = async (): Promise<void> => {
    if (await remove(funnel, () => navigate(path))) navigate(funnelsPath(project));
  };
  const closing = (work: () => unknown) => (): void => {
    close();
    work();
  };
  return (
    <>
      <MenuRow icon='copy' words='Duplicate this funnel' onPress={closing(doubled)} />
      <MenuRow
        icon='archive'
        words={funnel.is_active ? 'Archive this funnel' : 'Bring it back from the archive'}
        onPress={closing(() => archive(funnel, funnel.is_active))}
      />
      <MenuRow icon='trash' words='Delete this funnel' onPress={closing(removed)} />
    </>
  );
}
