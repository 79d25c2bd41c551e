import { useMemo } from 'react';
import { dateIn, type Range, rangeFrom, resolve, searchFor, type Span } from '@/dates/range.ts';
import { navigate, pathOf, searchOf, useAddress } from '@/ui/router.tsx';

export interface RangeInUse {
  readonly range: Range;
  readonly today: string;
  readonly span: Span;
  readonly pick: (range: Range) => void;
}

/** The range the address holds, as dates of the project's time zone. */
export function useRange(timezone: string): RangeInUse {
  const address = useAddress();
  const search = searchOf(address).toString();
  return useMemo(() => {
    const range = rangeFrom(new URLSearchParams(search));
    const today = dateIn(timezone, new Date());
    return {
      range,
      today,
      span: resolve(range, today),
      pick: (next) => navigate(pathOf(location.pathname) + searchFor(next)),
    };
  }, [search, timezone]);
}
