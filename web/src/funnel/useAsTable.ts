import { useSearch } from '@/question/search.ts';

interface AsTable {
  readonly asTable: boolean;
  readonly onAsTable: (asTable: boolean) => void;
}

/** Which charts are read as tables stands in the address: `tables=trend,times`. */
export function useAsTable(chart: string): AsTable {
  const { search, change } = useSearch();
  const charts = (search.get('tables') ?? '').split(',').filter(Boolean);
  return {
    asTable: charts.includes(chart),
    onAsTable: (asTable) => {
      const others = charts.filter((it) => it !== chart);
      change({ tables: (asTable ? [...others, chart] : others).join(',') || null }, 'replace');
    },
  };
}
