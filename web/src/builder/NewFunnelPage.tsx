import { useCallback, useState } from 'react';
import type { FunnelDefinition, Project } from '@/api/answers.ts';
import { createFunnel, type FunnelChange } from '@/api/endpoints.ts';
import { useFunnels, useProjects } from '@/api/queries.ts';
import { funnelsPath } from '@/question/paths.ts';
import { Notice } from '@/ui/Notice.tsx';
import { Page } from '@/ui/Page.tsx';
import { Link, useParam } from '@/ui/router.tsx';
import { draftOf } from './definition.ts';
import { emptyDraft } from './draft.ts';
import { FunnelForm } from './FunnelForm.tsx';
import { useHistory } from './history.ts';
import { keptDraft } from './keptDraft.ts';
import { KeptNotice } from './KeptNotice.tsx';
import { Templates } from './Templates.tsx';

export default function NewFunnelPage(): JSX.Element {
  const id = useParam('project');
  const { data, problem, retry } = useProjects();
  const project = data?.find((project) => project.id === id);
  const again = <button type='button' className='button' onClick={retry}>Try again</button>;
  const place = (
    <>
      <Link to={funnelsPath(id)} marksCurrent={false}>Funnels</Link>
      <i>/</i>
      <b>New funnel</b>
    </>
  );
  return (
    <Page title='New funnel' place={place}>
      {project
        ? <NewFunnel key={id} project={project} />
        : problem
        ? <Notice title='The project could not be loaded' action={again}>{problem.message}</Notice>
        : data
        ? <Notice title='There is no such project' />
        : <div aria-busy='true' />}
    </Page>
  );
}

function NewFunnel({ project }: { project: Project }): JSX.Element {
  const existing = useFunnels(project.id).data;
  const [original] = useState(emptyDraft);
  const [kept, setKept] = useState(() => keptDraft(project.id, null));
  const edited = useHistory(original, kept?.draft ?? null);
  const save = useCallback(
    (funnel: FunnelChange) => createFunnel({ ...funnel, project_id: project.id }),
    [project.id],
  );
  const startFrom = (definition: FunnelDefinition): void => edited.set(draftOf(definition));
  return (
    <section className='builder-page'>
      <h1>{existing?.length === 0 ? 'Your first funnel' : 'New funnel'}</h1>
      <p className='lead'>
        Start from a template, or write the sentence below: every word of it can be changed.
      </p>
      <Templates project={project.id} onPick={startFrom} />
      {kept
        ? (
          <KeptNotice
            at={kept.at}
            onDiscard={() => {
              setKept(null);
              edited.set(original);
            }}
          />
        )
        : null}
      <FunnelForm
        project={project}
        funnel={null}
        edited={edited}
        original={original}
        save={save}
        onNewest={() => Promise.resolve()}
        button={{ rest: 'Create funnel', busy: 'Creating…' }}
        cancel={funnelsPath(project.id)}
      />
    </section>
  );
}
