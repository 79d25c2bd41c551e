import { useState } from 'react';
import type { Session } from '@/api/answers.ts';
import { overlay, useKeyHint } from '@/ui/commands.ts';
import { Icon } from '@/ui/icons.tsx';
import { AnyIcon } from '@/ui/rareIcons.tsx';
import { Link } from '@/ui/router.tsx';
import { ThemeChoice } from '@/ui/ThemeChoice.tsx';
import { leave } from './session.ts';

interface AccountPanelProps {
  readonly session: Session;
  readonly close: () => void;
}

export default function AccountPanel({ session, close }: AccountPanelProps): JSX.Element {
  const { user, organization } = session;
  return (
    <div className='account-panel'>
      <p className='account-who'>
        <b>{user.full_name || user.email}</b>
        <span>{user.email}</span>
        <span>{organization.name}</span>
      </p>
      <ThemeChoice />
      <Link to='/settings/account' className='menu-row' onClick={close}>
        <AnyIcon name='person' />My account
      </Link>
      <KeysRow close={close} />
      <SignOut />
    </div>
  );
}

function KeysRow({ close }: { close: () => void }): JSX.Element {
  const hint = useKeyHint('help').replace(/[ ()]/g, '');
  return (
    <button
      type='button'
      className='menu-row'
      onClick={() => {
        close();
        overlay.set('help');
      }}
    >
      <AnyIcon name='keyboard' />
      <span className='sidebar-text'>Keyboard shortcuts</span>
      <kbd aria-hidden='true'>{hint}</kbd>
    </button>
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
