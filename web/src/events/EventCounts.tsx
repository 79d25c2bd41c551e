import { useState } from 'react';
import type { Project } from '@/api/answers.ts';
import { type Interval, intervals } from '@/api/asked.ts';
import { type Counts, useEventCounts, useProperties } from '@/api/explorer.ts';
import { daysIn } from '@/dates/range.ts';
import { intervalFrom } from '@/question/question.ts';
import { useSearch } from '@/question/search.ts';
import { useRange } from '@/question/useRange.ts';
import { ChartPanel } from '@/ui/ChartPanel.tsx';
import { LineChart } from '@/ui/charts/LineChart.tsx';
import { Sparkline } from '@/ui/charts/Sparkline.tsx';
import { count, countIn, rate } from '@/ui/format.ts';
import { type Band, bandsOf, bandsTable, nameOf } from './breakdown.ts';
import { countPoints, countTable, type Measure } from './counts.ts';

interface EventCountsProps {
  readonly project: Project;
  readonly event: string;
}

/** How often it came, by hour, day, week or month; as a whole, and by the values of a property. */
export function EventCounts({ project, event }: EventCountsProps): JSX.Element {
  const { span } = useRange(project.timezone);
  const { search, change } = useSearch();
  const interval = intervalFrom(search, span);
  const by = search.get('by');
  const measure: Measure = search.get('measure') === 'people' ? 'people' : 'events';
  const whole = useEventCounts(project.id, event, interval, span);
  const split = useEventCounts(project.id, event, interval, by === null ? null : span, by);
  const [asTable, setAsTable] = useState(false);
  const choose = <BySelect project={project} event={event} by={by} />;
  const total = whole.data?.points.reduce((sum, point) => sum + point.count, 0);
  return (
    <>
      <ChartPanel
        title='How often'
        about={total === undefined ? null : `${count(total)} in these days`}
        query={whole}
        file={`${event}.csv`}
        table={({ points }) => countTable(points, interval)}
        asTable={asTable}
        onAsTable={setAsTable}
        controls={
          <>
            <select
              className='quiet-select'
              aria-label='What is counted'
              value={measure}
              onChange={({ target }) =>
                change({ measure: target.value === 'people' ? 'people' : null }, 'replace')}
            >
              <option value='events'>events</option>
              <option value='people'>people</option>
            </select>
            <IntervalSelect
              interval={interval}
              days={daysIn(span)}
              onPick={(every) => change({ every }, 'replace')}
            />
          </>
        }
      >
        {({ points }) => (
          <LineChart
            label={`${event}: ${measure} by ${interval}`}
            points={countPoints(points, interval, measure)}
            format={(value) => countIn(6, value)}
            bounds={[0, Infinity]}
            fromZero
          />
        )}
      </ChartPanel>
      {by === null
        ? (
          <section className='chart-panel' aria-label='By property'>
            <header>
              <h2>By property</h2>
              <div className='chart-tools'>{choose}</div>
            </header>
            <p className='chart-nothing'>See which browsers, plans or pages it came from.</p>
          </section>
        )
        : (
          <ChartPanel
            title='By property'
            query={split}
            file={`${event} by ${by}.csv`}
            table={(counts) => bandsTable(counts, interval)}
            controls={choose}
          >
            {(counts) => <Bands counts={counts} by={by} />}
          </ChartPanel>
        )}
    </>
  );
}

/** Too many points are no picture, and the server would count them all. */
const mostPoints = 800;
const perDay: Readonly<Record<Interval, number>> = { hour: 24, day: 1, week: 1 / 7, month: 1 / 30 };

interface IntervalSelectProps {
  readonly interval: Interval;
  readonly days: number;
  readonly onPick: (interval: string) => void;
}

function IntervalSelect({ interval, days, onPick }: IntervalSelectProps): JSX.Element {
  return (
    <select
      className='quiet-select'
      aria-label='Interval'
      value={interval}
      onChange={({ target }) => onPick(target.value)}
    >
      {intervals.filter((it) => it === interval || days * perDay[it] <= mostPoints).map((it) => (
        <option key={it} value={it}>by {it}</option>
      ))}
    </select>
  );
}

interface BySelectProps extends EventCountsProps {
  readonly by: string | null;
}

function BySelect({ project, event, by }: BySelectProps): JSX.Element {
  const { span } = useRange(project.timezone);
  const { change } = useSearch();
  const { data } = useProperties(project.id, event, span);
  const names = data?.items.map(({ name }) => name).filter((name) => name !== '$event') ?? [];
  return (
    <select
      className='quiet-select by-select'
      aria-label='Property to split by'
      value={by ?? ''}
      onChange={({ target }) => change({ by: target.value || null }, 'replace')}
    >
      <option value=''>Choose a property</option>
      {by !== null && !names.includes(by) ? <option value={by}>{by}</option> : null}
      {names.map((name) => <option key={name} value={name}>{name}</option>)}
    </select>
  );
}

/** One line for each value, all to one scale, so that they can be compared. */
function Bands({ counts, by }: { counts: Counts; by: string }): JSX.Element {
  const bands = bandsOf(counts);
  const most = Math.max(1, ...bands.flatMap(({ values }) => values));
  if (bands.length === 0) return <p className='chart-nothing'>None came in these days.</p>;
  return (
    <table className='bands'>
      <thead>
        <tr>
          <th scope='col'>
            <code>{by}</code>
          </th>
          <th scope='col'>All to one scale</th>
          <th scope='col'>Events</th>
          <th scope='col'>Share</th>
        </tr>
      </thead>
      <tbody>
        {bands.map((band) => <BandRow key={band.value ?? ' others'} band={band} most={most} />)}
      </tbody>
    </table>
  );
}

function BandRow({ band, most }: { band: Band; most: number }): JSX.Element {
  return (
    <tr>
      <th scope='row' data-unnamed={band.value ? undefined : ''} title={nameOf(band)}>
        {nameOf(band)}
      </th>
      <td className='spark'>
        <Sparkline values={band.values} most={most} />
      </td>
      <td className='strong'>{count(band.total)}</td>
      <td>{rate(band.share)}</td>
    </tr>
  );
}
