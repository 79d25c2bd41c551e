import { useCallback, useState } from 'react';
import {
  type CreatedSecretKey,
  createSecretKey,
  deleteSecretKey,
  type SecretKey,
  useSecretKeys,
} from '@/api/settings.ts';
import { CopyBlock } from '@/ui/CopyBlock.tsx';
import { Field, FormError } from '@/ui/Field.tsx';
import { toast } from '@/ui/toast.ts';
import { useForm } from '@/ui/useForm.ts';
import { Confirm } from './Confirm.tsx';
import { Loaded } from './Loaded.tsx';
import { faultOf } from './useSaving.ts';

/** Keys that are known by their last characters; a new one is shown in full this once. */
export function SecretKeys({ project }: { project: string }): JSX.Element {
  const query = useSecretKeys(project);
  const [created, setCreated] = useState<CreatedSecretKey | null>(null);
  const [deleting, setDeleting] = useState<SecretKey | null>(null);
  return (
    <>
      <Loaded query={query} what='The keys' lines={2}>
        {(keys) =>
          keys.length === 0
            ? <p className='settings-none'>None yet.</p>
            : (
              <ul className='settings-list' aria-label='Secret keys'>
                {keys.map((key) => (
                  <li key={key.id}>
                    <div>
                      <b>{key.name}</b>
                      <span>
                        <code>sk_…{key.ending}</code> · made {dayHere(key.created_at)}
                      </span>
                    </div>
                    <button
                      type='button'
                      className='button'
                      aria-label={`Delete ${key.name}, ending in ${key.ending}`}
                      onClick={() => setDeleting(key)}
                    >
                      Delete
                    </button>
                  </li>
                ))}
              </ul>
            )}
      </Loaded>
      {created === null ? null : (
        <div className='settings-new-key' role='status'>
          <p>
            <b>Copy “{created.name}” now.</b> It is not shown again.
          </p>
          <CopyBlock label='secret key' text={created.key} />
          <button type='button' className='button' onClick={() => setCreated(null)}>
            I have it
          </button>
        </div>
      )}
      <NewKey project={project} onCreated={setCreated} />
      {deleting === null ? null : (
        <Confirm
          title={`Delete “${deleting.name}”?`}
          verb='Delete the key'
          busyVerb='Deleting…'
          keep='Keep it'
          work={async () => {
            await deleteSecretKey(project, deleting.id);
            if (created?.id === deleting.id) setCreated(null);
            toast(`“${deleting.name}” was deleted.`);
          }}
          onClose={() => setDeleting(null)}
        >
          <p>Whatever uses it is refused from now on. It cannot be brought back.</p>
        </Confirm>
      )}
    </>
  );
}

interface NewKeyProps {
  readonly project: string;
  readonly onCreated: (key: CreatedSecretKey) => void;
}

function NewKey({ project, onCreated }: NewKeyProps): JSX.Element {
  const [name, setName] = useState('');
  const { errors, busy, onSubmit } = useForm(useCallback(async () => {
    const created = await createSecretKey(project, name.trim()).catch((error: unknown) => {
      throw faultOf(error);
    });
    setName('');
    onCreated(created);
  }, [project, name, onCreated]));
  return (
    <form onSubmit={onSubmit} aria-label='New secret key' noValidate>
      <FormError errors={errors} />
      <Field
        label='Name of a new key'
        name='name'
        errors={errors}
        control={(tie) => (
          <div className='origins-add'>
            <input
              {...tie}
              className='input'
              placeholder='Nightly export'
              autoComplete='off'
              value={name}
              onChange={({ target }) => setName(target.value)}
            />
            <button type='submit' className='button' disabled={busy}>
              {busy ? 'Making…' : 'Make a key'}
            </button>
          </div>
        )}
      />
    </form>
  );
}

const dayHere = (instant: string): string =>
  new Date(instant).toLocaleDateString(undefined, { dateStyle: 'medium' });
