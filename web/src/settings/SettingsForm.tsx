import { type FormEvent, type ReactNode, useRef } from 'react';
import { FormError } from '@/ui/Field.tsx';
import type { Draft } from './drafts.ts';
import type { Saving } from './useSaving.ts';

interface SettingsFormProps<T extends object> {
  readonly label: string;
  readonly draft: Draft<T>;
  readonly saving: Saving;
  readonly mayChange: boolean;
  /** What the button says; `Save changes` if nothing else. */
  readonly verb?: string;
  /** Names the fields that somebody else has changed meanwhile. */
  readonly others?: ReactNode;
  readonly children: ReactNode;
}

/** Fields with one button for all of them; what is not saved stays, and says that it is not. */
export function SettingsForm<T extends object>(props: SettingsFormProps<T>): JSX.Element {
  const { draft, saving, mayChange } = props;
  const changed = draft.changes !== null;
  const form = useRef<HTMLFormElement>(null);
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    if (changed && mayChange && !saving.busy) saving.onSubmit(event);
  };
  return (
    <form
      ref={form}
      className='settings-form'
      aria-label={props.label}
      onSubmit={submit}
      noValidate
    >
      <fieldset disabled={!mayChange}>{props.children}</fieldset>
      {mayChange
        ? (
          <div className='settings-save' data-changed={changed ? '' : undefined}>
            <FormError errors={saving.errors} />
            {saving.conflict
              ? (
                <div role='alert' className='settings-conflict'>
                  <p>
                    <b>Somebody else saved these settings meanwhile.</b> {props.others}{' '}
                    Your changes are still here: save again to keep yours, or discard them.
                  </p>
                </div>
              )
              : null}
            <div className='settings-save-row'>
              <button
                type='submit'
                className='button primary'
                // Not `disabled`: whoever has just pressed it by key would be nowhere.
                aria-disabled={!changed || saving.busy}
              >
                {saving.busy ? 'Saving…' : props.verb ?? 'Save changes'}
              </button>
              {changed && !saving.busy
                ? (
                  <button
                    type='button'
                    className='button'
                    onClick={() => {
                      draft.discard();
                      saving.settled();
                      form.current?.querySelector<HTMLElement>('input, select')?.focus();
                    }}
                  >
                    Discard
                  </button>
                )
                : null}
              <span role='status'>{changed && !saving.busy ? 'Not saved yet' : ''}</span>
            </div>
          </div>
        )
        : null}
    </form>
  );
}
