import type { Session } from '@/api/answers.ts';
import { Icon } from '@/ui/icons.tsx';
import { later } from '@/ui/later.ts';
import { Missing } from '@/ui/Missing.tsx';
import { Popover } from '@/ui/Popover.tsx';

// What a menu holds is not in the first picture.
const AccountPanel = later(() => import('./AccountPanel.tsx'), Missing);

export const initials = (name: string): string =>
  name.split(/\s+/).filter(Boolean).map((part) => [...part][0] ?? '')
    .filter((_, index, all) => index === 0 || index === all.length - 1)
    .join('').toUpperCase();

/** Who is signed in; the menu has the theme, the account, the keys and the way out. */
export function AccountMenu({ session }: { session: Session }): JSX.Element {
  const { full_name, email } = session.user;
  const name = full_name || email;
  return (
    <Popover
      label='Account'
      buttonClass='sidebar-row account'
      buttonLabel={`Account: ${name}`}
      button={
        <>
          <i className='avatar' aria-hidden='true'>{initials(name)}</i>
          <span className='sidebar-text'>{name}</span>
          <Icon name='upDown' />
        </>
      }
    >
      {(close) => <AccountPanel session={session} close={close} />}
    </Popover>
  );
}
