import { useEffect, useRef } from 'react';
import { signInAgain } from '@/session/session.ts';

/** The session ended meanwhile: says so over the page and leads back to the same address. */
export default function SignedOutDialog({ email }: { email: string }): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog
      ref={dialog}
      className='dialog'
      aria-labelledby='signed-out'
      onCancel={(event) => event.preventDefault()}
    >
      <h2 id='signed-out'>You have been signed out</h2>
      <p>Sign in as {email} to go on where you are.</p>
      <button type='button' className='button primary' onClick={signInAgain}>Sign in</button>
    </dialog>
  );
}
