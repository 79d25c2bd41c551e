import { type FormEvent, type KeyboardEvent, useCallback, useEffect, useId } from 'react';
import type { FunnelDefinition, Project } from '@/api/answers.ts';
import type { FunnelChange } from '@/api/endpoints.ts';
import { answersChanged, funnelsChanged } from '@/api/queries.ts';
import { funnelPath } from '@/question/paths.ts';
import { count, rate } from '@/ui/format.ts';
import { Icon } from '@/ui/icons.tsx';
import { Link, navigate } from '@/ui/router.tsx';
import { ChangedElsewhere } from './ChangedElsewhere.tsx';
import { type Draft, proposedName } from './draft.ts';
import { wordsAt } from './faults.ts';
import type { Edited } from './history.ts';
import { Preview } from './Preview.tsx';
import { Sentence } from './Sentence.tsx';
import { sentenceOf } from './sentence.ts';
import { useKeptDraft } from './useKeptDraft.ts';
import { type Outcome, usePreview } from './usePreview.ts';
import { useSaving } from './useSaving.ts';
import { Faults } from './words.tsx';

interface FunnelFormProps {
  readonly project: Project;
  /** The funnel that is changed; null for a new one. */
  readonly funnel: { readonly id: string; readonly version: string } | null;
  readonly edited: Edited<Draft>;
  /** As it was saved, or empty: what it is before anything is changed. */
  readonly original: Draft;
  readonly save: (funnel: FunnelChange) => Promise<FunnelDefinition>;
  /** Where somebody else saved it meanwhile: takes that version as the one to change. */
  readonly onNewest: (which: 'theirs' | 'mine') => Promise<void>;
  readonly button: { readonly rest: string; readonly busy: string };
  readonly cancel: string;
}

/** Everything a funnel is, beside what it says as it stands; saved, it is shown. */
export function FunnelForm(props: FunnelFormProps): JSX.Element {
  const { project, funnel, edited, original, save, onNewest, button, cancel } = props;
  const { value: draft, set } = edited;
  const place = {
    project: project.id,
    funnel: funnel?.id ?? null,
    version: funnel?.version ?? null,
  };
  const noLongerKept = useKeptDraft(place, draft, original);
  const outcome = usePreview(project, draft);
  const saving = useSaving(
    draft,
    save,
    useCallback((saved) => {
      noLongerKept();
      funnelsChanged(project.id);
      answersChanged();
      navigate(funnelPath(project.id, saved.id));
    }, [noLongerKept, project.id]),
  );
  const errors = { ...outcome.faults, ...saving.errors };
  useUndoKeys(edited);
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault();
    saving.save();
  };
  return (
    <form className='builder' onSubmit={onSubmit} onKeyDown={onEnter} noValidate>
      <div className='builder-words'>
        <div role='alert'>
          {errors['form'] ? <p className='form-error'>{errors['form']}</p> : null}
        </div>
        {saving.changedElsewhere
          ? (
            <ChangedElsewhere
              onPick={(which) => onNewest(which).then(saving.settled)}
            />
          )
          : null}
        <NameFields draft={draft} errors={errors} onChange={set} />
        <Sentence project={project.id} draft={draft} errors={errors} onChange={set} />
        <div className='builder-end'>
          <button type='submit' className='button primary large' disabled={saving.busy}>
            {saving.busy ? button.busy : button.rest}
          </button>
          <Link to={cancel} className='button large'>Cancel</Link>
          <UndoButtons edited={edited} />
        </div>
      </div>
      <Preview outcome={outcome} sentence={sentenceOf(draft)} />
      <RateInHeader outcome={outcome} />
    </form>
  );
}

/** For the eye only: the result itself says it to everybody. */
function RateInHeader({ outcome: { answer, stale } }: { outcome: Outcome }): JSX.Element | null {
  if (answer === null) return null;
  return (
    <p className='builder-rate' data-stale={stale ? '' : undefined} aria-hidden='true'>
      <b>{rate(answer.overall_conversion_rate)}</b> of {count(answer.entered_users)}
    </p>
  );
}

/** What it is called, and a note for who reads it later. */
function NameFields({ draft, errors, onChange }: {
  readonly draft: Draft;
  readonly errors: Readonly<Record<string, string>>;
  readonly onChange: (draft: Draft) => void;
}): JSX.Element {
  const faults = useId();
  return (
    <div className='name-fields'>
      <input
        className='name-input'
        aria-label='Name'
        aria-invalid={errors['name'] ? true : undefined}
        aria-describedby={faults}
        autoComplete='off'
        maxLength={200}
        placeholder={proposedName(draft) || 'Name this funnel'}
        value={draft.name}
        onChange={({ target }) => onChange({ ...draft, name: target.value })}
      />
      <input
        className='note-input'
        aria-label='Note'
        autoComplete='off'
        maxLength={2000}
        placeholder='A note for who reads it later'
        value={draft.description}
        onChange={({ target }) => onChange({ ...draft, description: target.value })}
      />
      <Faults id={faults} words={[...wordsAt(errors, 'name'), ...wordsAt(errors, 'description')]} />
    </div>
  );
}

/** In a sentence Enter is no full stop: only with Ctrl or on the button it saves. */
function onEnter(event: KeyboardEvent<HTMLFormElement>): void {
  if (event.key !== 'Enter' || !(event.target instanceof HTMLInputElement)) return;
  event.preventDefault();
  if (event.ctrlKey || event.metaKey) event.currentTarget.requestSubmit();
}

/** Ours, not the field's own: a step back may have been in another field. */
function useUndoKeys({ undo, redo }: Edited<Draft>): void {
  useEffect(() => {
    const onKeyDown = (event: globalThis.KeyboardEvent): void => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
      const inside = event.target instanceof Element &&
        (event.target === document.body || event.target.closest('main') !== null);
      const key = event.key.toLowerCase();
      const isRedo = key === 'y' || (key === 'z' && event.shiftKey);
      if (!inside || (key !== 'z' && !isRedo)) return;
      event.preventDefault();
      (isRedo ? redo : undo)?.();
    };
    addEventListener('keydown', onKeyDown);
    return () => removeEventListener('keydown', onKeyDown);
  }, [undo, redo]);
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
