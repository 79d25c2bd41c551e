import { type MouseEvent, type RefObject, type SyntheticEvent, useEffect, useRef } from 'react';

interface Modal {
  readonly ref: RefObject<HTMLDialogElement>;
  readonly onCancel: (event: SyntheticEvent) => void;
  readonly onClick: (event: MouseEvent<HTMLDialogElement>) => void;
}

/**
 * A dialog that is open for as long as it is there. Escape and a press beside it end it; the focus
 * goes back where it was, which the browser does only while the dialog is still in the page.
 */
export function useModal(onClose: () => void): readonly [Modal, () => void] {
  const ref = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const element = ref.current;
    element?.showModal();
    return () => element?.close();
  }, []);
  const close = (): void => {
    ref.current?.close();
    onClose();
  };
  const onCancel = (event: SyntheticEvent): void => {
    event.preventDefault();
    close();
  };
  const onClick = (event: MouseEvent<HTMLDialogElement>): void => {
    // A press on the backdrop reaches the dialog itself, one inside reaches its contents.
    if (event.target === event.currentTarget) close();
  };
  return [{ ref, onCancel, onClick }, close];
}
