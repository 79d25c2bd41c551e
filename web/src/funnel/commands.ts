import type { RefObject } from 'react';
import type { FunnelDefinition } from '@/api/answers.ts';
import { answersChanged } from '@/api/queries.ts';
import { funnelPath } from '@/question/paths.ts';
import { comparesFrom, whomParameters } from '@/question/question.ts';
import { useSearch } from '@/question/search.ts';
import type { RangeInUse } from '@/question/useRange.ts';
import { useCommands } from '@/ui/commands.ts';
import { navigate } from '@/ui/router.tsx';
import type { Funnel } from './model.ts';

/** What the keys do on a funnel's page. */
export function useFunnelCommands(funnel: FunnelDefinition, { today, pick }: RangeInUse): void {
  const { search, change } = useSearch();
  useCommands({
    keyed: {
      edit: () => navigate(`${funnelPath(funnel.project_id, funnel.id)}/edit`),
      today: () => pick({ start: today, end: today }),
      week: () => pick({ preset: '7d' }),
      thirty: () => pick({ preset: '30d' }),
      ninety: () => pick({ preset: '90d' }),
      month: () => pick({ preset: 'month' }),
      compare: () => change({ compare: comparesFrom(search) ? 'off' : null }, 'replace'),
      refresh: answersChanged,
    },
  });
}

/** To the biggest leak, where there is one: the note on it, and who leaves there. */
export function useLeakCommands({ leak }: Funnel, chart: RefObject<HTMLElement>): void {
  const { change } = useSearch();
  useCommands({
    keyed: leak === null ? {} : {
      why: () => chart.current?.querySelectorAll<HTMLElement>('.pill')[leak]?.focus(),
      people: () => change(whomParameters(leak + 2, 'dropped')),
    },
  });
}
