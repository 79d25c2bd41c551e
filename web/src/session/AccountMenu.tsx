import { useState } from 'react';
import type { Session } from '@/api/answers.ts';
import { Icon } from '@/ui/icons.tsx';
import { Popover } from '@/ui/Popover.tsx';
import { useStore } from '@/ui/store.ts';
import { chooseTheme, theme, themes } from '@/ui/theme.ts';
import { leave } from './session.ts';

export const initials = (name: string): string =>
  name.split(/\s+/).filter(Boolean).map((part) => [...part][0] ?? '')
    .filter((_, index, all) => index === 0 || index === all.length - 1)
    .join('').toUpperCase();

/** Who is signed in, the theme, and the way out. */
export function AccountMenu({ session }: { session: Session }): JSX.Element {
  const { user, organization } = session;
  const name = user.full_name || user.email;
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
      {() => (
        <div className='account-panel'>
          <p className='account-who'>
            <b>{name}</b>
            <span>{user.email}</span>
            <span>{organization.name}</span>
          </p>
          <ThemeChoice />
          <SignOut />
        </div>
      )}
    </Popover>
  );
}

function ThemeChoice(): JSX.Element {
  const chosen = useStore(theme);
  return (
    <div className='segmented' role='group' aria-label='Theme'>
      {themes.map((choice) => (
        <button
          key={choice}
          type='button'
          aria-pressed={chosen === choice}
          onClick={() => chooseTheme(choice)}
        >
          {choice[0]?.toUpperCase() + choice.slice(1)}
        </button>
      ))}
    </div>
  );
}

function SignOut(): JSX.Element {
  const [problem, setProblem] = useState('');
  const signOut = (): void => {
    leave().catch((error: unknown) => {
      setProblem(error instanceof Error ? error.message : 'Signing out did not work.');
    });
  };
  return (
    <>
      <button type='button' className='menu-row' onClick={signOut}>
        <Icon name='out' />Sign out
      </button>
      <div role='alert'>{problem ? <p className='field-error'>{problem}</p> : null}</div>
    </>
  );
}
