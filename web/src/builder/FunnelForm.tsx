import { type KeyboardEvent, useCallback } from 'react';
import type { FunnelDefinition } from '@/api/answers.ts';
import type { FunnelChange } from '@/api/endpoints.ts';
import { Problem } from '@/api/problem.ts';
import { answersChanged, funnelsChanged, useProjects } from '@/api/queries.ts';
import { funnelPath } from '@/question/paths.ts';
import { Field, FormError } from '@/ui/Field.tsx';
import { Icon } from '@/ui/icons.tsx';
import { Link, navigate } from '@/ui/router.tsx';
import { FormFault, useForm } from '@/ui/useForm.ts';
import { CountingFields } from './CountingFields.tsx';
import { type Draft, faultsOf, toApi } from './draft.ts';
import type { Edited } from './history.ts';
import { Preview } from './Preview.tsx';
import { StageEditor } from './StageEditor.tsx';
import { WindowField } from './WindowField.tsx';

interface FunnelFormProps {
  readonly project: string;
  readonly edited: Edited<Draft>;
  readonly save: (funnel: FunnelChange) => Promise<FunnelDefinition>;
  readonly button: { readonly rest: string; readonly busy: string };
  /** Where leaving it goes; null where there is nowhere to go. */
  readonly cancel: string | null;
}

/** Everything a funnel is, beside what it says as it stands; saved, it is shown. */
export function FunnelForm(
  { project, edited, save, button, cancel }: FunnelFormProps,
): JSX.Element {
  const { value: draft, set } = edited;
  const whole = useProjects().data?.find(({ id }) => id === project);
  const { errors, busy, onSubmit } = useForm(useCallback(async () => {
    const faults = faultsOf(draft);
    if (Object.keys(faults).length > 0) throw new FormFault(faults);
    try {
      const funnel = await save(toApi(draft));
      funnelsChanged(project);
      answersChanged();
      navigate(funnelPath(project, funnel.id));
    } catch (error) {
      if (!(error instanceof Problem) || error.faults.length === 0) throw error;
      throw new FormFault({
        form: error.message,
        ...Object.fromEntries(error.faults.map(({ field, message }) => [field, message])),
      });
    }
  }, [draft, project, save]));
  return (
    <div className='builder'>
      <form
        className='form'
        onSubmit={onSubmit}
        onKeyDown={(event) => onUndoKey(event, edited)}
        noValidate
      >
        <FormError errors={errors} />
        <Field
          label='Name'
          name='name'
          autoComplete='off'
          placeholder='Checkout'
          errors={errors}
          value={draft.name}
          onChange={(event) => set({ ...draft, name: event.target.value })}
        />
        <StageEditor
          project={project}
          stages={draft.stages}
          order={draft.order}
          errors={errors}
          onChange={(stages) => set({ ...draft, stages })}
        />
        <WindowField draft={draft} errors={errors} onChange={set} />
        <CountingFields project={project} draft={draft} errors={errors} onChange={set} />
        <div className='form-end'>
          <button type='submit' className='button primary large' disabled={busy}>
            {busy ? button.busy : button.rest}
          </button>
          {cancel === null ? null : <Link to={cancel} className='button large'>Cancel</Link>}
          <UndoButtons edited={edited} />
        </div>
      </form>
      {whole ? <Preview project={whole} draft={draft} /> : null}
    </div>
  );
}

/** Ours, not the field's own: a step back may have been in another field. */
function onUndoKey(event: KeyboardEvent, { undo, redo }: Edited<Draft>): void {
  if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
  const key = event.key.toLowerCase();
  const isRedo = key === 'y' || (key === 'z' && event.shiftKey);
  if (key !== 'z' && !isRedo) return;
  event.preventDefault();
  (isRedo ? redo : undo)?.();
}

function UndoButtons({ edited: { undo, redo } }: { edited: Edited<Draft> }): JSX.Element {
  return (
    <span className='undo-buttons'>
      <button
        type='button'
        className='button icon-only'
        aria-label='Undo'
        title='Undo (Ctrl+Z)'
        disabled={undo === null}
        onClick={() => undo?.()}
      >
        <Icon name='undo' />
      </button>
      <button
        type='button'
        className='button icon-only'
        aria-label='Redo'
        title='Redo (Ctrl+Shift+Z)'
        disabled={redo === null}
        onClick={() => redo?.()}
      >
        <Icon name='redo' />
      </button>
    </span>
  );
}
