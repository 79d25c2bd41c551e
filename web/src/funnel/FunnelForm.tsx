import { type ReactNode, useCallback } from 'react';
import type { FunnelDefinition } from '@/api/answers.ts';
import type { FunnelChange } from '@/api/endpoints.ts';
import { Problem } from '@/api/problem.ts';
import { answersChanged, funnelsChanged } from '@/api/queries.ts';
import { Field, FormError } from '@/ui/Field.tsx';
import { Link, navigate } from '@/ui/router.tsx';
import { FormFault, useForm } from '@/ui/useForm.ts';
import { type Draft, faultsOf, toApi } from './draft.ts';
import { funnelPath } from './paths.ts';
import { StageEditor } from './StageEditor.tsx';
import { WindowField } from './WindowField.tsx';

interface FunnelFormProps {
  readonly project: string;
  readonly draft: Draft;
  readonly onChange: (draft: Draft) => void;
  readonly save: (funnel: FunnelChange) => Promise<FunnelDefinition>;
  readonly button: { readonly rest: string; readonly busy: string };
  /** Where leaving it goes; null where there is nowhere to go. */
  readonly cancel: string | null;
  readonly children?: ReactNode;
}

/** Name, stages and time of a funnel; saved, it is shown. */
export function FunnelForm(props: FunnelFormProps): JSX.Element {
  const { project, draft, onChange, save, button, cancel } = props;
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
    <form className='form' onSubmit={onSubmit} noValidate>
      <FormError errors={errors} />
      <Field
        label='Name'
        name='name'
        autoComplete='off'
        placeholder='Checkout'
        errors={errors}
        value={draft.name}
        onChange={(event) => onChange({ ...draft, name: event.target.value })}
      />
      <StageEditor
        stages={draft.stages}
        errors={errors}
        onChange={(stages) => onChange({ ...draft, stages })}
      />
      <WindowField draft={draft} errors={errors} onChange={onChange} />
      <div className='form-end'>
        <button type='submit' className='button primary large' disabled={busy}>
          {busy ? button.busy : button.rest}
        </button>
        {cancel === null ? null : <Link to={cancel} className='button large'>Cancel</Link>}
      </div>
    </form>
  );
}
