import type { FunnelDefinition } from '@/api/answers.ts';
import { type Interval, intervals } from '@/api/asked.ts';
import { useTrend } from '@/api/reports.ts';
import type { Span } from '@/dates/range.ts';
import { intervalFor, intervalFrom } from '@/question/question.ts';
import { useSearch } from '@/question/search.ts';
import { ChartPanel } from '@/ui/ChartPanel.tsx';
import { LineChart } from '@/ui/charts/LineChart.tsx';
import { percent } from '@/ui/format.ts';
import type { Noun } from '@/question/noun.ts';
import { CountedButton } from './counted/CountedButton.tsx';
import { trendPoints, trendTable } from './trend.ts';
import { useAsTable } from './useAsTable.ts';

interface TrendPanelProps {
  readonly funnel: FunnelDefinition;
  readonly span: Span;
  readonly noun: Noun;
}

const words: Readonly<Record<Interval, string>> = {
  hour: 'by hour',
  day: 'by day',
  week: 'by week',
  month: 'by month',
};

/** Whether it gets better: conversion by the day on which people entered. */
export function TrendPanel({ funnel, span, noun }: TrendPanelProps): JSX.Element {
  const { search, change } = useSearch();
  const interval = intervalFrom(search, span);
  const query = useTrend(funnel.id, span, interval);
  const asTable = useAsTable('trend');
  const open = query.data?.points.some(({ mature, entered }) => !mature && entered > 0);
  return (
    <ChartPanel
      title='Conversion over time'
      className='trend-panel'
      about={
        <CountedButton what={{ figure: 'trend' }}>
          {open ? 'Dotted: may still rise' : '95% band'}
        </CountedButton>
      }
      query={query}
      file={`${funnel.name} over time.csv`}
      table={({ points }) => trendTable(points, interval, noun)}
      controls={
        <select
          className='quiet-select'
          aria-label='Interval'
          value={interval}
          onChange={({ target: { value } }) =>
            change({ every: value === intervalFor(span) ? null : value }, 'replace')}
        >
          {intervals.map((it) => <option key={it} value={it}>{words[it]}</option>)}
        </select>
      }
      {...asTable}
    >
      {({ points }) => (
        <LineChart
          label={`Conversion ${words[interval]}`}
          points={trendPoints(points, interval, noun)}
          format={(value) => percent(value, Number.isInteger(value) ? 0 : 1)}
          bounds={[0, 100]}
        />
      )}
    </ChartPanel>
  );
}
