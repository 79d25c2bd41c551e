import { useMemo } from 'react';
import type { FunnelDefinition } from '@/api/answers.ts';
import { type TimesAnswer, useTimesToConvert } from '@/api/reports.ts';
import type { Span } from '@/dates/range.ts';
import { ChartPanel } from '@/ui/ChartPanel.tsx';
import { Histogram } from '@/ui/charts/Histogram.tsx';
import { inNoun, type Noun } from '@/question/noun.ts';
import { count, duration } from '@/ui/format.ts';
import { CountedButton } from './counted/CountedButton.tsx';
import { timesFrom, timesTable } from './times.ts';
import { useAsTable } from './useAsTable.ts';

interface TimesPanelProps {
  readonly funnel: FunnelDefinition;
  readonly span: Span;
  readonly noun: Noun;
}

/** How long those who converted took. */
export function TimesPanel({ funnel, span, noun }: TimesPanelProps): JSX.Element {
  const query = useTimesToConvert(funnel.id, span);
  const asTable = useAsTable('times');
  const users = query.data?.users;
  return (
    <ChartPanel
      title='Time to convert'
      className='times-panel'
      about={users === undefined
        ? null
        : <CountedButton what={{ figure: 'times' }}>{count(users)} converted</CountedButton>}
      query={query}
      file={`${funnel.name} time to convert.csv`}
      table={(data) => timesTable(timesFrom(data, noun), noun)}
      {...asTable}
    >
      {(data) =>
        data.users === 0
          ? <p className='chart-nothing'>Nobody has converted in these days yet.</p>
          : <TimesChart data={data} noun={noun} />}
    </ChartPanel>
  );
}

function TimesChart({ data, noun }: { data: TimesAnswer; noun: Noun }): JSX.Element {
  const { bars, median, p90, grows } = useMemo(() => timesFrom(data, noun), [data, noun]);
  const words = {
    median: data.median_seconds === null ? '' : `median ${duration(data.median_seconds)}`,
    p90: data.p90_seconds === null ? '' : `90% within ${duration(data.p90_seconds)}`,
  };
  const marks = [
    ...(median === null ? [] : [{ at: median, words: words.median }]),
    ...(p90 === null || p90 === median ? [] : [{ at: p90, words: words.p90 }]),
  ];
  return (
    <>
      <Histogram
        label={`Time to convert of ${inNoun(data.users, noun)}: ${words.median}, ${words.p90}`}
        bars={bars}
        marks={marks}
      />
      {grows ? <p className='readout'>Bars further right stand for longer spans.</p> : null}
    </>
  );
}
