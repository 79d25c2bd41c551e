import { useState } from 'react';
import type { Project } from '@/api/answers.ts';
import { type Property, useEventCounts, useProperties, usePropertyValues } from '@/api/explorer.ts';
import { intervalFor } from '@/question/question.ts';
import { useRange } from '@/question/useRange.ts';
import { ChartPanel } from '@/ui/ChartPanel.tsx';
import { LineChart } from '@/ui/charts/LineChart.tsx';
import { count, countIn, percent } from '@/ui/format.ts';
import { Link, useParam } from '@/ui/router.tsx';
import { countPoints, countTable } from './counts.ts';
import { EventsFrame } from './EventsFrame.tsx';
import { livePath } from './paths.ts';
import { Dates } from './TypesPage.tsx';

/** One kind of event: how often it comes, and what comes with it. */
export default function EventPage(): JSX.Element {
  const event = useParam('event');
  return (
    <EventsFrame title={event} controls={(project) => <Dates project={project} />}>
      {(project) => (
        <section className='column wide events-page'>
          <header className='events-head'>
            <h1 className='person-id'>{event}</h1>
            <Link
              to={`${livePath(project.id)}?event=${encodeURIComponent(event)}`}
              className='button'
            >
              Watch live
            </Link>
          </header>
          <Counts project={project} event={event} />
          <Properties project={project} event={event} />
        </section>
      )}
    </EventsFrame>
  );
}

function Counts({ project, event }: { project: Project; event: string }): JSX.Element {
  const { span } = useRange(project.timezone);
  const interval = intervalFor(span);
  const query = useEventCounts(project.id, event, interval, span);
  const [asTable, setAsTable] = useState(false);
  const total = query.data?.points.reduce((sum, point) => sum + point.count, 0);
  return (
    <ChartPanel
      title='How often'
      about={total === undefined ? null : `${count(total)} in these days, by ${interval}`}
      query={query}
      file={`${event}.csv`}
      table={({ points }) => countTable(points, interval)}
      asTable={asTable}
      onAsTable={setAsTable}
    >
      {({ points }) => (
        <LineChart
          label={`${event} by ${interval}`}
          points={countPoints(points, interval)}
          format={(value) => countIn(6, value)}
          bounds={[0, Infinity]}
          fromZero
        />
      )}
    </ChartPanel>
  );
}

function Properties({ project, event }: { project: Project; event: string }): JSX.Element {
  const { data, problem, retry } = useProperties(project.id, event);
  const [open, setOpen] = useState<string | null>(null);
  return (
    <section className='chart-panel' aria-label='Properties'>
      <header>
        <h2>Properties</h2>
        <p className='chart-about'>of the last 30 days</p>
      </header>
      {problem
        ? (
          <p className='chart-problem' role='alert'>
            {problem.message}{' '}
            <button type='button' className='text-button' onClick={retry}>Try again</button>
          </p>
        )
        : null}
      {data?.items.length === 0
        ? <p className='chart-nothing'>It comes without properties.</p>
        : null}
      <ul className='properties'>
        {data?.items.filter(({ name }) => name !== '$event').map((property) => (
          <li key={property.name}>
            <button
              type='button'
              className='property'
              aria-expanded={open === property.name}
              onClick={() =>
                setOpen(open === property.name ? null : property.name)}
            >
              <code>{property.name}</code>
              <span className='property-examples'>{examplesOf(property)}</span>
              <span>{count(property.count)}</span>
            </button>
            {open === property.name
              ? <Values project={project.id} event={event} property={property} />
              : null}
          </li>
        ))}
      </ul>
    </section>
  );
}

const examplesOf = ({ examples }: Property): string =>
  examples.slice(0, 3).map((it) => typeof it === 'string' ? it : JSON.stringify(it)).join(', ');

interface ValuesProps {
  readonly project: string;
  readonly event: string;
  readonly property: Property;
}

/** Bars of the values, as shares of all that carry the property. */
function Values({ project, event, property }: ValuesProps): JSX.Element {
  const { data, problem } = usePropertyValues(project, property.name, event);
  if (problem && !data) return <p className='chart-problem' role='alert'>{problem.message}</p>;
  if (!data) return <div className='values' aria-busy='true' />;
  const whole = Math.max(property.count, ...data.items.map(({ count }) => count), 1);
  return (
    <ul className='values'>
      {data.items.map(({ value, count: n }) => (
        <li key={value}>
          <span className='value-name'>{value === '' ? 'empty' : value}</span>
          <span className='value-track'>
            <i style={{ width: `${(100 * n) / whole}%` }} />
          </span>
          <span>{count(n)}</span>
          <span className='value-share'>{percent((100 * n) / whole, 0)}</span>
        </li>
      ))}
    </ul>
  );
}
