import { useCallback, useEffect, useState } from 'react';
import type { FunnelDefinition, Project } from '@/api/answers.ts';
import type { Versioned } from '@/api/client.ts';
import type { FunnelChange } from '@/api/endpoints.ts';
import { changeFunnel, funnelVersion } from '@/api/funnels.ts';
import { useProjects } from '@/api/queries.ts';
import { funnelPath, funnelsPath } from '@/question/paths.ts';
import { Notice } from '@/ui/Notice.tsx';
import { Page } from '@/ui/Page.tsx';
import { Link, useParam } from '@/ui/router.tsx';
import { draftOf } from './definition.ts';
import { FunnelForm } from './FunnelForm.tsx';
import { useHistory } from './history.ts';
import { keptDraft } from './keptDraft.ts';
import { KeptNotice } from './KeptNotice.tsx';

/** A saved funnel in the sentence it was made in. */
export default function EditFunnelPage(): JSX.Element {
  const projectId = useParam('project');
  const id = useParam('funnel');
  const projects = useProjects();
  const { found, problem, retry } = useVersion(id);
  const project = projects.data?.find((project) => project.id === projectId);
  const missing = problem === 'missing' || (projects.data && !project);
  const failure = problem === 'missing' ? null : problem ?? projects.problem?.message;
  const again = <button type='button' className='button' onClick={retry}>Try again</button>;
  return (
    <Page
      title='Edit funnel'
      place={
        <>
          <Link to={funnelsPath(projectId)} marksCurrent={false}>Funnels</Link>
          <i>/</i>
          <b>{found?.value.name ?? 'Edit funnel'}</b>
        </>
      }
    >
      {missing
        ? <Notice title='There is no such funnel'>It may have been deleted.</Notice>
        : failure
        ? <Notice title='The funnel could not be loaded' action={again}>{failure}</Notice>
        : found && project
        ? <Editor key={id} project={project} found={found} />
        : <div aria-busy='true' />}
    </Page>
  );
}

interface Found {
  readonly found: Versioned<FunnelDefinition> | null;
  readonly problem: string | null;
  readonly retry: () => void;
}

/** Asked anew each time: what is changed here must be the newest there is. */
function useVersion(id: string): Found {
  const [state, setState] = useState<Omit<Found, 'retry'>>({ found: null, problem: null });
  const [tries, setTries] = useState(0);
  useEffect(() => {
    const abort = new AbortController();
    setState({ found: null, problem: null });
    funnelVersion(id, abort.signal).then(
      (found) => setState({ found, problem: null }),
      (error: { readonly status?: number; readonly message: string }) => {
        if (abort.signal.aborted) return;
        setState({ found: null, problem: error.status === 404 ? 'missing' : error.message });
      },
    );
    return () => abort.abort();
  }, [id, tries]);
  return { ...state, retry: () => setTries(tries + 1) };
}

function Editor(
  { project, found }: { project: Project; found: Versioned<FunnelDefinition> },
): JSX.Element {
  const { id } = found.value;
  const [original, setOriginal] = useState(() => draftOf(found.value));
  const [kept, setKept] = useState(() => keptDraft(project.id, id));
  // What was kept was made on an older version, maybe: saving it then must say so.
  const [version, setVersion] = useState(kept?.version ?? found.version);
  const edited = useHistory(original, kept?.draft ?? null);
  const save = useCallback(
    (change: FunnelChange) => changeFunnel(id, change, version),
    [id, version],
  );
  const onNewest = async (which: 'theirs' | 'mine'): Promise<void> => {
    const newest = await funnelVersion(id);
    const theirs = draftOf(newest.value);
    setVersion(newest.version);
    setOriginal(theirs);
    if (which === 'theirs') edited.set(theirs);
  };
  return (
    <section className='builder-page'>
      <h1>Edit funnel</h1>
      <p className='lead'>Past events are counted by the new definition as well.</p>
      {kept
        ? (
          <KeptNotice
            at={kept.at}
            onDiscard={() => {
              setKept(null);
              setVersion(found.version);
              edited.set(original);
            }}
          />
        )
        : null}
      <FunnelForm
        project={project}
        funnel={{ id, version }}
        edited={edited}
        original={original}
        save={save}
        onNewest={onNewest}
        button={{ rest: 'Save funnel', busy: 'Saving…' }}
        cancel={funnelPath(project.id, id)}
      />
    </section>
  );
}
