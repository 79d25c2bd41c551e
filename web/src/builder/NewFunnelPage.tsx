import { useCallback } from 'react';
import { createFunnel, type FunnelChange } from '@/api/endpoints.ts';
import { useFunnels } from '@/api/queries.ts';
import { Page } from '@/ui/Page.tsx';
import { Silhouette } from '@/ui/river/Silhouette.tsx';
import { useParam } from '@/ui/router.tsx';
import { emptyDraft } from './draft.ts';
import { FunnelForm } from './FunnelForm.tsx';
import { useHistory } from './history.ts';
import { starters, startFrom } from './starters.ts';

export default function NewFunnelPage(): JSX.Element {
  const project = useParam('project');
  const existing = useFunnels(project).data;
  const edited = useHistory(emptyDraft);
  const save = useCallback(
    (funnel: FunnelChange) => createFunnel({ ...funnel, project_id: project }),
    [project],
  );
  const place = (
    <>
      <span>Funnels</span>
      <i>/</i>
      <b>New funnel</b>
    </>
  );
  return (
    <Page title='New funnel' place={place}>
      <section className='column builder-page'>
        <h1>{existing?.length === 0 ? 'Your first funnel' : 'New funnel'}</h1>
        <p className='lead'>
          The stages people go through, in order. Each is filled by an event that you send.
        </p>
        <Starters onPick={(starter) => edited.set(startFrom(edited.value, starter))} />
        <FunnelForm
          project={project}
          edited={edited}
          save={save}
          button={{ rest: 'Create funnel', busy: 'Creating…' }}
          cancel={existing && existing.length > 0 ? `/projects/${project}` : null}
        />
      </section>
    </Page>
  );
}

function Starters(
  { onPick }: { onPick: (starter: (typeof starters)[number]) => void },
): JSX.Element {
  return (
    <div className='starters' role='group' aria-label='Start from an example'>
      {starters.map((starter) => (
        <button
          key={starter.title}
          type='button'
          onClick={() => onPick(starter)}
        >
          <Silhouette shares={starter.shares} width={132} height={36} />
          <b>{starter.title}</b>
          <span>{starter.about}</span>
        </button>
      ))}
    </div>
  );
}
