import { navigate, pathOf, searchOf, useAddress } from '@/ui/router.tsx';

export type SearchChange = Readonly<Record<string, string | readonly string[] | null>>;

/** The query with some of its values changed; `null` takes one out. */
export function changed(search: URLSearchParams, change: SearchChange): string {
  const next = new URLSearchParams(search);
  for (const [name, value] of Object.entries(change)) {
    if (typeof value === 'string') next.set(name, value);
    else {
      next.delete(name);
      for (const one of value ?? []) next.append(name, one);
    }
  }
  const text = next.toString();
  return text === '' ? '' : `?${text}`;
}

export interface Search {
  readonly search: URLSearchParams;
  /** Where a link goes that changes these values and keeps the others. */
  readonly to: (change: SearchChange) => string;
  readonly change: (change: SearchChange, how?: 'push' | 'replace') => void;
}

/** The query of the address: what a page shows is in it, so that the address can be handed on. */
export function useSearch(): Search {
  const address = useAddress();
  const search = searchOf(address);
  const to = (change: SearchChange): string => pathOf(address) + changed(search, change);
  return { search, to, change: (change, how) => navigate(to(change), how) };
}
