import { useCallback } from 'react';
import type { FunnelDefinition } from '@/api/answers.ts';
import { changeFunnel, type FunnelChange } from '@/api/endpoints.ts';
import { useFunnels } from '@/api/queries.ts';
import { Notice } from '@/ui/Notice.tsx';
import { Page } from '@/ui/Page.tsx';
import { useParam } from '@/ui/router.tsx';
import { draftOf } from './draft.ts';
import { FunnelForm } from './FunnelForm.tsx';
import { useHistory } from './history.ts';
import { funnelPath } from '@/question/paths.ts';

/** A saved funnel in the form it was made in. */
export default function EditFunnelPage(): JSX.Element {
  const project = useParam('project');
  const id = useParam('funnel');
  const { data, problem, loading, retry } = useFunnels(project);
  const funnel = data?.find((funnel) => funnel.id === id);
  const again = <button type='button' className='button' onClick={retry}>Try again</button>;
  return (
    <Page
      title='Edit funnel'
      place={
        <>
          <span>Funnels</span>
          <i>/</i>
          <b>{funnel?.name ?? 'Edit funnel'}</b>
        </>
      }
    >
      {funnel
        ? <Editor key={id} project={project} funnel={funnel} />
        : problem
        ? <Notice title='The funnel could not be loaded' action={again}>{problem.message}</Notice>
        : loading
        ? <div aria-busy='true' />
        : <Notice title='There is no such funnel'>It may have been deleted.</Notice>}
    </Page>
  );
}

function Editor({ project, funnel }: { project: string; funnel: FunnelDefinition }): JSX.Element {
  const edited = useHistory(() => draftOf(funnel));
  const save = useCallback(
    (change: FunnelChange) => changeFunnel(funnel.id, change),
    [funnel.id],
  );
  return (
    <section className='column builder-page'>
      <h1>Edit funnel</h1>
      <p className='lead'>Past events are counted by the new definition as well.</p>
      <FunnelForm
        project={project}
        edited={edited}
        save={save}
        button={{ rest: 'Save funnel', busy: 'Saving…' }}
        cancel={funnelPath(project, funnel.id)}
      />
    </section>
  );
}
