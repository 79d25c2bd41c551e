import { useState } from 'react';
import type { Project } from '@/api/answers.ts';
import { type Person, type Receipt, usePerson } from '@/api/persons.ts';
import { useProjects } from '@/api/queries.ts';
import { useSearch } from '@/question/search.ts';
import { AnyIcon } from '@/ui/rareIcons.tsx';
import { Notice } from '@/ui/Notice.tsx';
import { Page } from '@/ui/Page.tsx';
import { useParam } from '@/ui/router.tsx';
import { ErasePerson } from './ErasePerson.tsx';
import { ErasureReceipt } from './ErasureReceipt.tsx';
import { ExportLink } from './ExportLink.tsx';
import { PersonFacts } from './PersonFacts.tsx';
import { Timeline } from './Timeline.tsx';

/** A person's page: what is known of them, and everything they did. */
export default function PersonPage(): JSX.Element {
  const projectId = useParam('project');
  const person = useParam('person');
  const project = useProjects().data?.find(({ id }) => id === projectId);
  return (
    <Page
      title={person}
      place={
        <>
          <span>People</span>
          <i>/</i>
          <b>{person}</b>
        </>
      }
    >
      <section className='column wide person-page'>
        {project
          ? <Known key={person} project={project} person={person} />
          : <h1 className='person-id'>{person}</h1>}
      </section>
    </Page>
  );
}

function Known({ project, person }: { project: Project; person: string }): JSX.Element {
  const { data, problem, retry } = usePerson(project.id, person);
  const [receipt, setReceipt] = useState<Receipt | null>(null);
  if (receipt !== null) return <ErasureReceipt receipt={receipt} timezone={project.timezone} />;
  if (problem?.status === 404) {
    return (
      <>
        <h1 className='person-id'>{person}</h1>
        <p className='lead'>
          Nothing is known of them: no event has this id, or they were erased.
        </p>
      </>
    );
  }
  return (
    <>
      <header className='events-head'>
        <h1 className='person-id'>{person}</h1>
        {data
          ? (
            <div className='person-tools'>
              <ExportLink project={project.id} person={person} className='button'>
                <AnyIcon name='download' size={14} />
                Export
              </ExportLink>
              <ErasePerson project={project.id} person={data} onErased={setReceipt} />
            </div>
          )
          : null}
      </header>
      {problem
        ? (
          <Notice
            form='banner'
            title='What is known of them could not be loaded'
            action={<button type='button' className='button' onClick={retry}>Try again</button>}
          >
            {problem.message}
          </Notice>
        )
        : null}
      {data ? <PersonFacts person={data} shown={person} timezone={project.timezone} /> : null}
      <Did project={project} person={person} known={data} />
    </>
  );
}

interface DidProps {
  readonly project: Project;
  readonly person: string;
  readonly known: Person | null;
}

/** Everything they did, or only what was of one kind. */
function Did({ project, person, known }: DidProps): JSX.Element {
  const { search, change } = useSearch();
  const event = search.get('event');
  const kinds = known?.event_types ?? [];
  return (
    <section aria-label='Everything they did'>
      <div className='section-head did-head'>
        <h2>Everything they did</h2>
        {kinds.length > 1
          ? (
            <select
              className='quiet-select'
              aria-label='Which events'
              value={event ?? ''}
              onChange={({ target }) => change({ event: target.value || null }, 'replace')}
            >
              <option value=''>every event</option>
              {kinds.map(({ name, count }) => (
                <option key={name} value={name}>{name} ({count})</option>
              ))}
            </select>
          )
          : null}
      </div>
      <Timeline project={project} person={person} event={event} />
    </section>
  );
}
