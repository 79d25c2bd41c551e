/** Web origins that may send events, as the server takes them (docs/ingestion-rules.md, I14). */
export type ReadOrigin =
  | { readonly origin: string }
  | { readonly fault: string };

const example = 'https://shop.example.com';
export const mostOrigins = 100;

/** `Shop.example.com/` is understood as `https://shop.example.com`; else says what is wrong. */
export function originFrom(typed: string): ReadOrigin {
  const text = typed.trim();
  if (/^(\w+:\/\/)?\*$/.test(text)) {
    return { fault: 'To let every page send, leave the list empty.' };
  }
  const written = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`;
  const [, scheme = '', authority = '', path = ''] = /^([^:]+):\/\/([^/?#]*)(.*)$/.exec(written) ??
    [];
  if (!/^https?$/i.test(scheme)) return { fault: 'Only pages over http and https send an origin.' };
  if (!['', '/'].includes(path)) {
    return { fault: `Write only the start of the address, without “${path}”.` };
  }
  const wildcard = authority.startsWith('*.');
  const plain = wildcard ? authority.slice(2) : authority;
  const url = !/[@*]/.test(plain) && URL.canParse(`${scheme}://${plain}`)
    ? new URL(`${scheme}://${plain}`)
    : null;
  if (url === null || !url.hostname.split('.').every(isLabel)) {
    return { fault: `This is no address that a browser sends. Write it like ${example}.` };
  }
  if (wildcard && !url.hostname.includes('.')) {
    return { fault: 'A * stands for what is below a domain, as in https://*.example.com.' };
  }
  return { origin: `${url.protocol}//${wildcard ? '*.' : ''}${url.host}` };
}

const isLabel = (label: string): boolean => /^(?!-)[a-z0-9_-]{1,63}(?<!-)$/.test(label);

/** The list with what is still in the field; each origin once. */
export function withTyped(
  origins: readonly string[],
  typed: string,
): { readonly origins: readonly string[] } | { readonly fault: string } {
  if (typed.trim() === '') return { origins };
  const read = originFrom(typed);
  if ('fault' in read) return read;
  const all = [...new Set([...origins, read.origin])];
  return all.length > mostOrigins
    ? { fault: `A project can list ${mostOrigins} origins at most. A * may stand for several.` }
    : { origins: all };
}
