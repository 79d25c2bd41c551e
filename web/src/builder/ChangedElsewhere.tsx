import { useState } from 'react';
import { Icon } from '@/ui/icons.tsx';

/** Somebody saved the funnel since it was opened here: nothing is lost, and one of both holds. */
export function ChangedElsewhere(
  { onPick }: { readonly onPick: (which: 'theirs' | 'mine') => Promise<void> },
): JSX.Element {
  const [state, setState] = useState<'rest' | 'busy' | 'failed'>('rest');
  const pick = (which: 'theirs' | 'mine'): void => {
    setState('busy');
    onPick(which).catch(() => setState('failed'));
  };
  return (
    <div className='notice banner elsewhere' role='alert'>
      <Icon name='alert' />
      <div className='notice-words'>
        <h2>Somebody saved this funnel meanwhile</h2>
        <p>
          {state === 'failed'
            ? 'Their version could not be loaded. Yours is still here.'
            : 'Yours is still here and not saved. With theirs, Undo brings yours back.'}
        </p>
      </div>
      <button
        type='button'
        className='button'
        disabled={state === 'busy'}
        onClick={() => pick('theirs')}
      >
        Show theirs
      </button>
      <button
        type='button'
        className='button'
        disabled={state === 'busy'}
        onClick={() => pick('mine')}
      >
        Keep mine
      </button>
    </div>
  );
}
