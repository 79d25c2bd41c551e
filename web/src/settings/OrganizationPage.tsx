import { useCallback, useState } from 'react';
import type { Versioned } from '@/api/client.ts';
import { Problem } from '@/api/problem.ts';
import {
  changeOrganization,
  type DeletedProject,
  type Organization,
  projectsMoved,
  restoreProject,
  useDeletedProjects,
  useOrganization,
} from '@/api/settings.ts';
import { useSignedIn } from '@/api/signedIn.ts';
import { Field } from '@/ui/Field.tsx';
import { navigate } from '@/ui/router.tsx';
import { toast } from '@/ui/toast.ts';
import { FormFault } from '@/ui/useForm.ts';
import { useDraft } from './drafts.ts';
import { Loaded } from './Loaded.tsx';
import { mayManage } from './roles.ts';
import { ReadOnlyNote, Section } from './Section.tsx';
import { SettingsForm } from './SettingsForm.tsx';
import { SettingsFrame } from './SettingsFrame.tsx';
import { useSaving } from './useSaving.ts';

/** What the organisation is called, and which of its projects can still be brought back. */
export function OrganizationPage(): JSX.Element {
  const query = useOrganization();
  const deleted = useDeletedProjects();
  const { role } = useSignedIn().session.user;
  return (
    <SettingsFrame title='Organisation' lead='What all of its projects and people share.'>
      <Loaded query={query} what='The organisation' lines={2}>
        {(read) => <OrganizationForm read={read} retry={query.retry} />}
      </Loaded>
      <Section
        title='Deleted projects'
        about='For 7 days after its deletion a project can be brought back, with its events, funnels and keys.'
      >
        <Loaded query={deleted} what='Deleted projects' lines={2}>
          {(projects) =>
            projects.length === 0
              ? <p className='settings-none'>None.</p>
              : (
                <ul className='settings-list' aria-label='Deleted projects'>
                  {projects.map((project) => (
                    <Deleted key={project.id} project={project} mayChange={mayManage(role)} />
                  ))}
                </ul>
              )}
        </Loaded>
      </Section>
    </SettingsFrame>
  );
}

interface OrganizationFormProps {
  readonly read: Versioned<Organization>;
  readonly retry: () => void;
}

function OrganizationForm({ read, retry }: OrganizationFormProps): JSX.Element {
  const { session, changed } = useSignedIn();
  const draft = useDraft(`${session.user.id} organisation`, { name: read.value.name });
  const { name } = draft.values;
  const mayChange = mayManage(session.user.role);
  const work = useCallback(async () => {
    if (name.trim() === '') throw new FormFault({ name: 'Give the organisation a name.' });
    const { id, name: saved } = await changeOrganization({ name: name.trim() }, read.version)
      .catch((error: unknown) => {
        if (error instanceof Problem && error.status === 412) retry();
        throw error;
      });
    draft.discard();
    changed({ ...session, organization: { id, name: saved } });
    toast('Organisation saved.');
  }, [name, read, retry, draft, session, changed]);
  const saving = useSaving(work);
  return (
    <SettingsForm
      label='Organisation'
      draft={draft}
      saving={saving}
      mayChange={mayChange}
      others={`It is now called “${read.value.name}”.`}
    >
      {mayChange ? null : <ReadOnlyNote what='these settings' />}
      <Section title='Name' about='Shown in the menu of everybody who belongs to it.'>
        <Field
          label='Organisation name'
          name='name'
          autoComplete='organization'
          errors={saving.errors}
          value={name}
          onChange={({ target }) => draft.set({ name: target.value })}
        />
      </Section>
    </SettingsForm>
  );
}

interface DeletedProps {
  readonly project: DeletedProject;
  readonly mayChange: boolean;
}

function Deleted({ project, mayChange }: DeletedProps): JSX.Element {
  const [state, setState] = useState<'rest' | 'busy' | { readonly fault: string }>('rest');
  const { id, name, restorable_until: until } = project;
  const restore = (): void => {
    setState('busy');
    restoreProject(id).then(
      () => {
        projectsMoved();
        navigate(`/projects/${encodeURIComponent(id)}`);
        toast(`“${name}” is back.`);
      },
      (error: unknown) =>
        setState({ fault: error instanceof Error ? error.message : 'It did not come back.' }),
    );
  };
  return (
    <li>
      <div>
        <b>{name}</b>
        <span>
          until{' '}
          {new Date(until).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' })}
        </span>
        <div role='alert'>
          {typeof state === 'object' ? <p className='field-error'>{state.fault}</p> : null}
        </div>
      </div>
      {mayChange
        ? (
          <button
            type='button'
            className='button'
            aria-label={`Bring back ${name}`}
            disabled={state === 'busy'}
            onClick={restore}
          >
            {state === 'busy' ? 'Bringing back…' : 'Bring back'}
          </button>
        )
        : null}
    </li>
  );
}
