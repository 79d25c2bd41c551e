import { useState } from 'react';
import type { Project } from '@/api/answers.ts';
import { type Property, useProperties, usePropertyValues } from '@/api/explorer.ts';
import { useSearch } from '@/question/search.ts';
import { useRange } from '@/question/useRange.ts';
import { count, percent } from '@/ui/format.ts';
import { Icon } from '@/ui/icons.tsx';

interface PropertyListProps {
  readonly project: Project;
  readonly event: string;
  /** How many events there are in these days; null while that is not known. */
  readonly total: number | null;
}

/** So many can be read without a search. */
const fewEnough = 12;

/** What comes with the events, on how many of them, and with which values. */
export function PropertyList({ project, event, total }: PropertyListProps): JSX.Element {
  const { span } = useRange(project.timezone);
  const { data, problem, stale, retry } = useProperties(project.id, event, span);
  const [typed, setTyped] = useState('');
  const all = data?.items.filter(({ name }) => name !== '$event') ?? [];
  const wanted = typed.trim().toLowerCase();
  const shown = all.filter(({ name }) => name.toLowerCase().includes(wanted));
  return (
    <section className='chart-panel' aria-label='Properties'>
      <header>
        <h2>Properties</h2>
        {data
          ? (
            <p className='chart-about'>
              {count(all.length)} in these days
            </p>
          )
          : null}
        {all.length > fewEnough
          ? (
            <label className='search-field small'>
              <Icon name='search' size={14} />
              <input
                className='input'
                type='search'
                aria-label='Search properties'
                placeholder='Search'
                autoComplete='off'
                spellCheck={false}
                value={typed}
                onChange={({ target }) => setTyped(target.value)}
              />
            </label>
          )
          : null}
      </header>
      {problem
        ? (
          <p className='chart-problem' role='alert'>
            {problem.message}{' '}
            <button type='button' className='text-button' onClick={retry}>Try again</button>
          </p>
        )
        : null}
      {data === null && !problem ? <div className='chart-waiting' aria-busy='true' /> : null}
      {data && all.length === 0
        ? <p className='chart-nothing'>None came with properties in these days.</p>
        : null}
      {all.length > 0 && shown.length === 0
        ? <p className='chart-nothing'>No property has “{typed.trim()}” in its name.</p>
        : null}
      <ul className='properties chart-body' data-stale={stale ? '' : undefined}>
        {shown.map((property) => (
          <PropertyItem
            key={property.name}
            project={project}
            event={event}
            property={property}
            total={total}
          />
        ))}
      </ul>
    </section>
  );
}

interface PropertyItemProps extends PropertyListProps {
  readonly property: Property;
}

function PropertyItem({ project, event, property, total }: PropertyItemProps): JSX.Element {
  const [open, setOpen] = useState(false);
  const share = total === null ? null : (100 * property.count) / Math.max(1, total);
  return (
    <li>
      <button
        type='button'
        className='property'
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        <Icon name={open ? 'down' : 'right'} size={12} />
        <code>{property.name}</code>
        <span className='property-examples'>{examplesOf(property)}</span>
        <span className='property-share'>
          {share === null ? '' : share >= 99.95 ? 'all' : percent(share, share < 10 ? 1 : 0)}
        </span>
        <span>{count(property.count)}</span>
      </button>
      {open ? <Values project={project} event={event} property={property} /> : null}
    </li>
  );
}

const examplesOf = ({ examples }: Property): string =>
  examples.slice(0, 3).map((it) => typeof it === 'string' ? it : JSON.stringify(it)).join(', ');

interface ValuesProps {
  readonly project: Project;
  readonly event: string;
  readonly property: Property;
}

/** Bars of the values, as shares of all that carry the property. */
function Values({ project, event, property }: ValuesProps): JSX.Element {
  const { span } = useRange(project.timezone);
  const { change } = useSearch();
  const { data, problem, retry } = usePropertyValues(project.id, property.name, event, span);
  if (problem && !data) {
    return (
      <p className='chart-problem' role='alert'>
        {problem.message}{' '}
        <button type='button' className='text-button' onClick={retry}>Try again</button>
      </p>
    );
  }
  if (!data) return <div className='values' aria-busy='true' />;
  const whole = Math.max(property.count, ...data.items.map(({ count }) => count), 1);
  return (
    <div className='values'>
      <ul>
        {data.items.map(({ value, count: n }) => (
          <li key={value}>
            <span className='value-name' title={value}>{value === '' ? 'empty' : value}</span>
            <span className='value-track'>
              <i style={{ width: `${(100 * n) / whole}%` }} />
            </span>
            <span>{count(n)}</span>
            <span className='value-share'>{percent((100 * n) / whole, 0)}</span>
          </li>
        ))}
      </ul>
      <p className='values-more'>
        {data.next_cursor === null
          ? null
          : <span>The {count(data.items.length)} most frequent values.</span>}
        <button
          type='button'
          className='text-button'
          onClick={() => change({ by: property.name }, 'replace')}
        >
          Split the counts by it
        </button>
      </p>
    </div>
  );
}
