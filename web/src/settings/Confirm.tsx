import { type FormEvent, type ReactNode, useState } from 'react';
import { useModal } from '@/ui/useModal.ts';

interface ConfirmProps {
  readonly title: string;
  readonly children: ReactNode;
  readonly verb: string;
  readonly busyVerb: string;
  readonly keep: string;
  /** What must be typed before it can be done. */
  readonly type?: string;
  readonly work: () => Promise<void>;
  readonly onClose: () => void;
}

/** Asks before something that cannot be taken back with a key. */
export function Confirm(props: ConfirmProps): JSX.Element {
  const { title, verb, type, work, onClose } = props;
  const [modal, close] = useModal(onClose);
  const [typed, setTyped] = useState('');
  const [state, setState] = useState<'rest' | 'busy' | { readonly fault: string }>('rest');
  const ready = type === undefined || typed.trim() === type.trim();
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!ready || state === 'busy') return;
    setState('busy');
    work().then(close, (error: unknown) => {
      setState({ fault: error instanceof Error ? error.message : 'It did not work.' });
    });
  };
  return (
    <dialog {...modal} className='dialog' aria-label={title}>
      <form onSubmit={submit}>
        <h2>{title}</h2>
        {props.children}
        {type === undefined ? null : (
          <label className='confirm-type'>
            Type “{type.trim()}” to go on
            <input
              className='input'
              autoCapitalize='off'
              autoComplete='off'
              spellCheck={false}
              value={typed}
              onChange={({ target }) => setTyped(target.value)}
            />
          </label>
        )}
        <div role='alert'>
          {typeof state === 'object' ? <p className='field-error'>{state.fault}</p> : null}
        </div>
        <div className='dialog-end'>
          <button type='button' className='button' onClick={close}>{props.keep}</button>
          <button
            type='submit'
            className='button primary danger'
            disabled={!ready || state === 'busy'}
          >
            {state === 'busy' ? props.busyVerb : verb}
          </button>
        </div>
      </form>
    </dialog>
  );
}
