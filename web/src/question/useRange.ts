import { useMemo } from 'react';
import {
  dateIn,
  type Range,
  rangeFrom,
  rangeParameters,
  resolve,
  type Span,
} from '@/dates/range.ts';
import { navigate, searchOf, useAddress } from '@/ui/router.tsx';
import { changed } from './search.ts';

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
      pick: (next) =>
        navigate(
          location.pathname + changed(new URLSearchParams(location.search), rangeParameters(next)),
        ),
    };
  }, [search, timezone]);
}
