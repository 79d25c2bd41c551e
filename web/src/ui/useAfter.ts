import { useEffect, useState } from 'react';

/** False until `active` has held for a while: what comes quickly needs no sign that it comes. */
export function useAfter(milliseconds: number, active: boolean): boolean {
  const [over, setOver] = useState(false);
  useEffect(() => {
    if (!active) return;
    const timer = setTimeout(() => setOver(true), milliseconds);
    return () => {
      clearTimeout(timer);
      setOver(false);
    };
  }, [milliseconds, active]);
  return active && over;
}
