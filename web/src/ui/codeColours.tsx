import type { ReactNode } from 'react';

/** Strings, and the tags of HTML: enough to find the key and the address in a piece of code. */
const coloured = /("[^"\n]*"|'[^'\n]*')|(<\/?[a-z][\w-]*)/gi;

/** The same text, with what one looks for in colour. */
export function inColour(text: string): ReactNode {
  const parts: ReactNode[] = [];
  let end = 0;
  for (const found of text.matchAll(coloured)) {
    parts.push(text.slice(end, found.index));
    parts.push(
      <span key={found.index} data-token={found[1] === undefined ? 'tag' : 'text'}>
        {found[0]}
      </span>,
    );
    end = found.index + found[0].length;
  }
  return [...parts, text.slice(end)];
}
