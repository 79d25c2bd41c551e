import { useEffect, useState } from 'react';
import { Icon } from './icons.tsx';
import { useStore } from './store.ts';
import { dismiss, takeBack, type Toast, toasts } from './toast.ts';

/** Long enough to read it and to come to the button by keyboard. */
const shownMilliseconds = 10_000;

/** What `toast` says, announced as it comes. It stays while the pointer or the focus is on it. */
export function Toasts(): JSX.Element {
  const shown = useStore(toasts);
  const [held, setHeld] = useState(false);
  // What belongs to one session is not for the next.
  useEffect(() => () => toasts.set([]), []);
  return (
    <section
      className='toasts'
      aria-label='Notifications'
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <ul aria-live='polite'>
        {shown.map((toast) => <OneToast key={toast.id} toast={toast} held={held} />)}
      </ul>
    </section>
  );
}

function OneToast({ toast, held }: { toast: Toast; held: boolean }): JSX.Element {
  const { id, text, state } = toast;
  const stays = held || state === 'undoing';
  useEffect(() => {
    if (stays) return;
    const timer = setTimeout(() => dismiss(id), shownMilliseconds);
    return () => clearTimeout(timer);
  }, [id, stays, state]);
  return (
    <li className='toast' data-failed={state === 'failed' ? '' : undefined}>
      <span>{text}</span>
      {toast.undo === null ? null : (
        <button
          type='button'
          className='toast-undo'
          disabled={state === 'undoing'}
          onClick={() => void takeBack(toast)}
        >
          {state === 'undoing' ? 'Undoing…' : state === 'failed' ? 'Try again' : 'Undo'}
        </button>
      )}
      <button type='button' aria-label='Dismiss' onClick={() => dismiss(id)}>
        <Icon name='close' size={14} />
      </button>
    </li>
  );
}
