import { memo, useCallback, useEffect, useMemo, useState } from 'react';
import type { FunnelAnswer, FunnelDefinition, Project } from '@/api/answers.ts';
import { useFunnelAnswer } from '@/api/queries.ts';
import { type Whom } from '@/api/asked.ts';
import { funnelPeople, type FunnelPerson } from '@/api/reports.ts';
import { instantIn } from '@/dates/instants.ts';
import { whomParameters } from '@/question/question.ts';
import { useSearch } from '@/question/search.ts';
import { useRange } from '@/question/useRange.ts';
import { csvOf, download } from '@/ui/csv.ts';
import { count, countIn } from '@/ui/format.ts';
import { Icon } from '@/ui/icons.tsx';
import { AnyIcon } from '@/ui/rareIcons.tsx';
import { Link } from '@/ui/router.tsx';
import { type Pages, useAllPages } from '@/ui/useAllPages.ts';
import { VirtualList } from '@/ui/VirtualList.tsx';
import { expected, matching, peopleTable, tabNames, tabsOf, titleOf } from './words.ts';

interface PeopleListProps {
  readonly project: Project;
  readonly funnel: FunnelDefinition;
  readonly whom: Whom;
}

const rowHeight = 52;

export function PeopleList({ project, funnel, whom }: PeopleListProps): JSX.Element {
  const { span } = useRange(project.timezone);
  const answer = useFunnelAnswer(funnel.id, span, 'everything');
  const [typed, setTyped] = useState('');
  const pages = useAllPages(
    `${funnel.id} ${JSON.stringify([span, whom])}`,
    useCallback(
      (cursor: string | null, signal: AbortSignal) =>
        funnelPeople(funnel.id, span, whom, cursor, signal),
      [funnel.id, span, whom],
    ),
  );
  const { items, done, fault, more } = pages;
  const found = useMemo(() => matching(items, typed), [items, typed]);
  const total = done ? items.length : pages.total ?? expected(answer.data, funnel, whom);
  // What is searched for may stand on a page that has not come yet.
  const searching = typed.trim() !== '' && !done && fault === null;
  useEffect(() => {
    if (searching) more();
  }, [searching, items.length, more]);
  return (
    <>
      <header className='drawer-head'>
        <h2>{titleOf(funnel, whom, total)}</h2>
        {whom.group === null ? null : (
          <p>
            {whom.split?.properties.join(' and ')} is{' '}
            <b>{whom.group === '' ? 'not set' : whom.group.replaceAll('|', ' · ')}</b>
          </p>
        )}
      </header>
      <StatusTabs funnel={funnel} whom={whom} answer={answer.data} />
      <div className='people-tools'>
        <label className='search-field'>
          <Icon name='search' size={14} />
          <input
            className='input'
            type='search'
            aria-label='Search people'
            placeholder='Search by id'
            autoComplete='off'
            spellCheck={false}
            value={typed}
            onChange={({ target }) => setTyped(target.value)}
          />
        </label>
        <SaveCsv funnel={funnel} whom={whom} pages={pages} />
      </div>
      <p className='people-found' role='status'>
        {typed.trim() === ''
          ? ''
          : `${count(found.length)} found${
            searching ? `, ${count(items.length)} searched so far` : ''
          }`}
      </p>
      {fault === null ? null : (
        <p className='people-fault' role='alert'>
          {fault}{' '}
          <button type='button' className='text-button' onClick={pages.retry}>Try again</button>
        </p>
      )}
      <VirtualList
        label='People'
        items={found}
        rowHeight={rowHeight}
        total={typed.trim() === '' ? total : found.length}
        onNearEnd={more}
        row={(person, _, tabIndex) => (
          <PersonRow
            person={person}
            tabIndex={tabIndex}
            funnel={funnel}
            timezone={project.timezone}
          />
        )}
        end={done && items.length === 0
          ? <p className='list-end'>Nobody, as of now.</p>
          : typed.trim() !== '' && found.length === 0 && !searching
          ? <p className='list-end'>Nobody’s id has “{typed.trim()}” in it.</p>
          : null}
      />
      {typed.trim() === '' && pages.loading && items.length > 0 && total !== null
        ? <p className='people-progress'>{count(items.length)} of {count(total)} loaded</p>
        : null}
    </>
  );
}

interface StatusTabsProps {
  readonly funnel: FunnelDefinition;
  readonly whom: Whom;
  readonly answer: FunnelAnswer | null;
}

/** The others of the same stage, one press away. */
function StatusTabs({ funnel, whom, answer }: StatusTabsProps): JSX.Element {
  const { to } = useSearch();
  return (
    <nav className='people-tabs' aria-label='Who'>
      {tabsOf(whom.stage).map((status) => {
        const n = expected(answer, funnel, { ...whom, status });
        return (
          <Link
            key={status}
            to={to(whomParameters(whom.stage, status, whom.group))}
            marksCurrent={false}
            aria-current={status === whom.status ? 'true' : undefined}
          >
            {tabNames[status]}
            {n === null ? null : <span>{countIn(7, n)}</span>}
          </Link>
        );
      })}
    </nav>
  );
}

interface PersonRowProps {
  readonly person: FunnelPerson;
  readonly tabIndex: 0 | -1;
  readonly funnel: FunnelDefinition;
  readonly timezone: string;
}

/** Remembered: while one scrolls, the rows that stay are not made again. */
const PersonRow = memo(function PersonRow(
  { person, tabIndex, funnel, timezone }: PersonRowProps,
): JSX.Element {
  const { to } = useSearch();
  const stage = funnel.stages[person.reached_stage - 1]?.name ?? '';
  return (
    <Link
      to={to({ person: person.user_id })}
      marksCurrent={false}
      className='person-row'
      tabIndex={tabIndex}
    >
      <span className='person-id'>{person.user_id}</span>
      <span className='person-when'>
        {person.entered_at ? instantIn(timezone, person.entered_at, 'moment') : ''}
      </span>
      <span className='person-stage'>
        {person.reached_stage} of {funnel.stages.length} · {stage}
      </span>
    </Link>
  );
});

interface SaveCsvProps {
  readonly funnel: FunnelDefinition;
  readonly whom: Whom;
  readonly pages: Pages<FunnelPerson>;
}

/** Everyone, also who has not been scrolled to yet. */
function SaveCsv({ funnel, whom, pages }: SaveCsvProps): JSX.Element {
  const [busy, setBusy] = useState(false);
  const save = (): void => {
    setBusy(true);
    pages.all().then(
      (people) =>
        download(
          `${funnel.name} stage ${whom.stage} ${whom.status}.csv`,
          csvOf(peopleTable(funnel, people)),
        ),
      // Why it failed stands at the end of the list.
      () => {},
    ).finally(() => setBusy(false));
  };
  return (
    <button type='button' className='button' onClick={save} disabled={busy}>
      <AnyIcon name='download' size={14} />
      {busy ? `${count(pages.items.length)} …` : 'CSV'}
    </button>
  );
}
