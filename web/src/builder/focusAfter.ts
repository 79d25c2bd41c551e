import { type RefObject, useLayoutEffect, useRef } from 'react';

export interface FocusAfter {
  /** The focus stays where it is, although its row goes elsewhere. */
  readonly stays: () => void;
  /** The focus goes into a row, to what is still to be written in it. */
  readonly goes: (row: number) => void;
}

/** Where the focus is once the rows of a list have changed. */
export function useFocusAfter(list: RefObject<HTMLElement>): FocusAfter {
  const wanted = useRef<(() => HTMLElement | null | undefined) | null>(null);
  useLayoutEffect(() => {
    wanted.current?.()?.focus();
    wanted.current = null;
  });
  return {
    stays() {
      const held = document.activeElement;
      wanted.current = () => held instanceof HTMLElement && held.isConnected ? held : null;
    },
    goes(row) {
      wanted.current = () => {
        const inputs = [
          ...list.current?.children[row]?.querySelectorAll<HTMLInputElement>('input.noun') ?? [],
        ];
        return inputs.find(({ value }) => value === '') ?? inputs[0];
      };
    },
  };
}
