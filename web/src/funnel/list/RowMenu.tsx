import type { FunnelDefinition } from '@/api/answers.ts';
import { archive, duplicate, remove } from '@/question/funnelChanges.ts';
import { funnelPath } from '@/question/paths.ts';
import { Icon } from '@/ui/icons.tsx';
import { MenuRow } from '@/ui/MenuRow.tsx';
import { Popover } from '@/ui/Popover.tsx';
import { Link } from '@/ui/router.tsx';

/** What can be done with a funnel of the list. */
export function RowMenu({ funnel }: { readonly funnel: FunnelDefinition }): JSX.Element {
  const path = funnelPath(funnel.project_id, funnel.id);
  return (
    <Popover
      label={funnel.name}
      buttonClass='row-menu'
      buttonLabel={`${funnel.name}: more`}
      button={<Icon name='more' />}
      align='end'
    >
      {(close) => {
        const closing = (work: () => unknown) => (): void => {
          close();
          work();
        };
        return (
          <>
            <Link to={path} className='menu-row' onClick={close}>
              <Icon name='funnel' />Open
            </Link>
            <Link to={`${path}/edit`} className='menu-row' onClick={close}>
              <Icon name='edit' />Edit
            </Link>
            <MenuRow
              icon='copy'
              words='Duplicate'
              onPress={closing(() => duplicate(funnel))}
            />
            <MenuRow
              icon='archive'
              words={funnel.is_active ? 'Archive' : 'Bring back'}
              onPress={closing(() => archive(funnel, funnel.is_active))}
            />
            <MenuRow icon='trash' words='Delete' onPress={closing(() => remove(funnel))} />
          </>
        );
      }}
    </Popover>
  );
}
