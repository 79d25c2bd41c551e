import { type RefObject, useState } from 'react';
import type { FunnelDefinition } from '@/api/answers.ts';
import { deleteFunnel } from '@/api/endpoints.ts';
import { funnelsChanged } from '@/api/queries.ts';
import { navigate } from '@/ui/router.tsx';

interface DeleteFunnelProps {
  readonly funnel: FunnelDefinition;
  /** Opened by who holds it; it stands outside of the menu, which closes under a dialog. */
  readonly dialog: RefObject<HTMLDialogElement>;
}

/** Asks before it deletes. */
export function DeleteFunnel({ funnel, dialog }: DeleteFunnelProps): JSX.Element {
  const [state, setState] = useState<'rest' | 'busy' | 'failed'>('rest');
  const remove = (): void => {
    setState('busy');
    deleteFunnel(funnel.id).then(() => {
      funnelsChanged(funnel.project_id);
      navigate(`/projects/${funnel.project_id}`);
    }, () => setState('failed'));
  };
  return (
    <dialog ref={dialog} className='dialog' aria-labelledby='delete-funnel'>
      <h2 id='delete-funnel'>Delete “{funnel.name}”?</h2>
      <p>
        Its events stay. For 7 days it can be brought back over the API.
      </p>
      <div role='alert'>
        {state === 'failed' ? <p className='field-error'>It could not be deleted.</p> : null}
      </div>
      <div className='dialog-end'>
        <button type='button' className='button' onClick={() => dialog.current?.close()}>
          Keep it
        </button>
        <button
          type='button'
          className='button primary'
          disabled={state === 'busy'}
          onClick={remove}
        >
          {state === 'busy' ? 'Deleting…' : 'Delete funnel'}
        </button>
      </div>
    </dialog>
  );
}
