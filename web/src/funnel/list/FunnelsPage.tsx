import { useCallback, useMemo, useState } from 'react';
import type { FunnelDefinition, Project } from '@/api/answers.ts';
import { useFunnels, useProjects } from '@/api/queries.ts';
import { RangePicker } from '@/dates/RangePicker.tsx';
import { funnelsPath } from '@/question/paths.ts';
import { carriedSearch } from '@/question/question.ts';
import { useSearch } from '@/question/search.ts';
import { useRange } from '@/question/useRange.ts';
import { Icon } from '@/ui/icons.tsx';
import { Notice } from '@/ui/Notice.tsx';
import { Page } from '@/ui/Page.tsx';
import { Link, useParam } from '@/ui/router.tsx';
import { Deleted } from './Deleted.tsx';
import { FunnelRow } from './FunnelRow.tsx';
import { found, type Glance, needsFigures, type Sort, sorted, sortFrom, sorts } from './glance.ts';
import { NoFunnels } from './NoFunnels.tsx';

/** Every funnel of a project at a glance. */
export default function FunnelsPage(): JSX.Element {
  const id = useParam('project');
  const projects = useProjects();
  const funnels = useFunnels(id);
  const project = projects.data?.find((project) => project.id === id);
  const problem = projects.problem ?? funnels.problem;
  const retry = (): void => {
    projects.retry();
    funnels.retry();
  };
  return (
    <Page
      title='Funnels'
      place={<b>Funnels</b>}
      controls={project ? <Controls project={project} /> : null}
    >
      {project && funnels.data
        ? <Funnels project={project} funnels={funnels.data} />
        : problem
        ? (
          <Notice
            title='The funnels could not be loaded'
            action={<button type='button' className='button' onClick={retry}>Try again</button>}
          >
            {problem.message}
          </Notice>
        )
        : projects.data && !project
        ? <Notice title='There is no such project' />
        : <Waiting />}
    </Page>
  );
}

function Controls({ project }: { readonly project: Project }): JSX.Element {
  const { range, today, pick } = useRange(project.timezone);
  return (
    <>
      <RangePicker range={range} today={today} timezone={project.timezone} onPick={pick} />
      <Link to={`${funnelsPath(project.id)}/new`} className='button primary'>
        <Icon name='plus' size={14} />
        <span className='not-narrow'>New funnel</span>
        <span className='narrow-only'>New</span>
      </Link>
    </>
  );
}

const Waiting = (): JSX.Element => (
  <section className='funnels-page' aria-busy='true'>
    <h1>Funnels</h1>
  </section>
);

interface FunnelsProps {
  readonly project: Project;
  readonly funnels: readonly FunnelDefinition[];
}

function Funnels({ project, funnels }: FunnelsProps): JSX.Element {
  const { search, change } = useSearch();
  const words = search.get('find') ?? '';
  const sort = sortFrom(search.get('sort'));
  const [active, archived] = useMemo(
    () => [funnels.filter((it) => it.is_active), funnels.filter((it) => !it.is_active)],
    [funnels],
  );
  const matching = found(active, words);
  return (
    <section className='funnels-page'>
      <header className='funnels-head'>
        <h1>Funnels</h1>
        {active.length > 1
          ? (
            <Tools
              words={words}
              sort={sort}
              onFind={(find) => change({ find: find === '' ? null : find }, 'replace')}
              onSort={(next) => change({ sort: next === 'made' ? null : next }, 'replace')}
            />
          )
          : null}
      </header>
      {active.length === 0
        ? <NoFunnels project={project} archived={archived.length > 0} />
        : matching.length === 0
        ? (
          <p className='funnels-none' role='status'>
            No funnel is about “{words}”.{' '}
            <button
              type='button'
              className='text-button'
              onClick={() => change({ find: null }, 'replace')}
            >
              Show all
            </button>
          </p>
        )
        : <List project={project} funnels={matching} sort={sort} label='Funnels' />}
      {archived.length > 0
        ? (
          <details className='funnels-aside'>
            <summary>
              Archived <span>{archived.length}</span>
            </summary>
            <List
              project={project}
              funnels={found(archived, words)}
              sort={needsFigures(sort) ? 'made' : sort}
              label='Archived funnels'
            />
          </details>
        )
        : null}
      <Deleted project={project.id} />
    </section>
  );
}

interface ToolsProps {
  readonly words: string;
  readonly sort: Sort;
  readonly onFind: (words: string) => void;
  readonly onSort: (sort: Sort) => void;
}

function Tools({ words, sort, onFind, onSort }: ToolsProps): JSX.Element {
  return (
    <div className='funnels-tools'>
      <label className='funnels-find'>
        <Icon name='search' size={14} />
        <input
          type='search'
          className='input'
          aria-label='Find a funnel'
          placeholder='Name, stage or event'
          value={words}
          onChange={({ target }) => onFind(target.value)}
        />
      </label>
      <select
        className='input'
        aria-label='Order of the list'
        value={sort}
        onChange={({ target }) => onSort(sortFrom(target.value))}
      >
        {Object.entries(sorts).map(([name, words]) => (
          <option key={name} value={name}>{words}</option>
        ))}
      </select>
    </div>
  );
}

interface ListProps extends FunnelsProps {
  readonly sort: Sort;
  readonly label: string;
}

function List({ project, funnels, sort, label }: ListProps): JSX.Element {
  const { search } = useSearch();
  const { span } = useRange(project.timezone);
  const [glances, setGlances] = useState<ReadonlyMap<string, Glance | null>>(new Map());
  const onGlance = useCallback(
    (id: string, glance: Glance | null) => setGlances((known) => new Map([...known, [id, glance]])),
    [],
  );
  return (
    <ul className='funnels-list' aria-label={label}>
      {sorted(funnels, sort, glances).map((funnel) => (
        <FunnelRow
          key={funnel.id}
          funnel={funnel}
          span={span}
          search={carriedSearch(search)}
          asksAnyway={needsFigures(sort)}
          onGlance={onGlance}
        />
      ))}
    </ul>
  );
}
