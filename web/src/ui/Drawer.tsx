import { type ReactNode, useCallback, useEffect, useRef } from 'react';
import { Icon } from './icons.tsx';

interface DrawerProps {
  readonly label: string;
  /** Called once it is closed, by Escape, the button or a press beside it. */
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** A sheet over the right side of the page; the focus goes back where it came from. */
export function Drawer({ label, onClose, children }: DrawerProps): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => element?.close();
  }, []);
  const close = useCallback(() => {
    dialog.current?.close();
    onClose();
  }, [onClose]);
  return (
    <dialog
      ref={dialog}
      className='drawer'
      aria-label={label}
      onCancel={(event) => {
        event.preventDefault();
        close();
      }}
      onClick={(event) => {
        // A press on the backdrop reaches the dialog itself, one inside reaches its contents.
        if (event.target === event.currentTarget) close();
      }}
    >
      <div className='drawer-inside'>
        <button type='button' className='drawer-close' aria-label='Close' onClick={close}>
          <Icon name='close' />
        </button>
        {children}
      </div>
    </dialog>
  );
}
