import { useRef } from 'react';
import type { FunnelDefinition } from '@/api/answers.ts';
import { Icon } from '@/ui/icons.tsx';
import { Popover } from '@/ui/Popover.tsx';
import { Link } from '@/ui/router.tsx';
import { DeleteFunnel } from './DeleteFunnel.tsx';
import { funnelPath } from '@/question/paths.ts';

interface FunnelMenuProps {
  readonly project: string;
  readonly funnels: readonly FunnelDefinition[];
  readonly current: FunnelDefinition;
  readonly search: string;
}

/** The funnel's name in the header, and the way to the others where the sidebar is closed. */
export function FunnelMenu({ project, funnels, current, search }: FunnelMenuProps): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null);
  return (
    <>
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
            {funnels.map(({ id, name }) => (
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
              to={`${funnelPath(project, current.id)}/edit`}
              className='menu-row menu-break'
              onClick={close}
            >
              <Icon name='edit' />Edit this funnel
            </Link>
            <button
              type='button'
              className='menu-row'
              onClick={() => {
                close();
                dialog.current?.showModal();
              }}
            >
              <Icon name='close' />Delete this funnel
            </button>
          </nav>
        )}
      </Popover>
      <DeleteFunnel key={current.id} funnel={current} dialog={dialog} />
    </>
  );
}
