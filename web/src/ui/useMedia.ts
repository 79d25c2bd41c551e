import { useCallback, useSyncExternalStore } from 'react';

export function useMedia(query: string): boolean {
  const subscribe = useCallback((listener: () => void) => {
    const list = matchMedia(query);
    list.addEventListener('change', listener);
    return () => list.removeEventListener('change', listener);
  }, [query]);
  return useSyncExternalStore(subscribe, () => matchMedia(query).matches, () => false);
}

export const phone = '(max-width: 699.98px)';
/** Here the header has no room for every control. */
export const narrow = '(max-width: 899.98px)';
export const desktop = '(min-width: 1200px)';
