import { useCallback, useState } from 'react';
import * as api from '@/api/endpoints.ts';
import { Problem } from '@/api/problem.ts';
import { funnelsChanged, useFunnels } from '@/api/queries.ts';
import { Field, FormError } from '@/ui/Field.tsx';
import { Page } from '@/ui/Page.tsx';
import { Silhouette } from '@/ui/river/Silhouette.tsx';
import { Link, navigate, useParam } from '@/ui/router.tsx';
import { FormFault, useForm } from '@/ui/useForm.ts';
import { type Draft, emptyDraft, faultsOf, starters, startFrom, toApi } from './draft.ts';
import { funnelPath } from './paths.ts';
import { StageEditor } from './StageEditor.tsx';
import { WindowField } from './WindowField.tsx';

async function create(draft: Draft, project: string): Promise<void> {
  const faults = faultsOf(draft);
  if (Object.keys(faults).length > 0) throw new FormFault(faults);
  try {
    const funnel = await api.createFunnel(toApi(draft, project));
    funnelsChanged(project);
    navigate(funnelPath(project, funnel.id));
  } catch (error) {
    if (!(error instanceof Problem) || error.faults.length === 0) throw error;
    throw new FormFault({
      form: error.message,
      ...Object.fromEntries(error.faults.map(({ field, message }) => [field, message])),
    });
  }
}

export default function NewFunnelPage(): JSX.Element {
  const project = useParam('project');
  const existing = useFunnels(project).data;
  const [draft, setDraft] = useState(emptyDraft);
  const { errors, busy, onSubmit } = useForm(
    useCallback(() => create(draft, project), [draft, project]),
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
      <section className='column wide'>
        <h1>{existing?.length === 0 ? 'Your first funnel' : 'New funnel'}</h1>
        <p className='lead'>
          The stages people go through, in order. Each is filled by an event that you send.
        </p>
        <Starters onPick={(starter) => setDraft(startFrom(draft, starter))} />
        <form className='form' onSubmit={onSubmit} noValidate>
          <FormError errors={errors} />
          <Field
            label='Name'
            name='name'
            autoComplete='off'
            placeholder='Checkout'
            errors={errors}
            value={draft.name}
            onChange={(event) => setDraft({ ...draft, name: event.target.value })}
          />
          <StageEditor
            stages={draft.stages}
            errors={errors}
            onChange={(stages) => setDraft({ ...draft, stages })}
          />
          <WindowField draft={draft} errors={errors} onChange={setDraft} />
          <div className='form-end'>
            <button type='submit' className='button primary large' disabled={busy}>
              {busy ? 'Creating…' : 'Create funnel'}
            </button>
            {existing && existing.length > 0
              ? <Link to={`/projects/${project}`} className='button large'>Cancel</Link>
              : null}
          </div>
        </form>
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
