import { useCallback, useState } from 'react';
import type { Versioned } from '@/api/client.ts';
import { Problem } from '@/api/problem.ts';
import {
  changeProject,
  deleteProject,
  type ProjectSettings,
  projectsMoved,
  restoreProject,
  useProjectSettings,
} from '@/api/settings.ts';
import { useSignedIn } from '@/api/signedIn.ts';
import { Field } from '@/ui/Field.tsx';
import { navigate, useParam } from '@/ui/router.tsx';
import { toast } from '@/ui/toast.ts';
import { Confirm } from './Confirm.tsx';
import { useDraft } from './drafts.ts';
import { Loaded } from './Loaded.tsx';
import { isShorter, retentionChoices, retentionOf } from './retention.ts';
import { mayManage } from './roles.ts';
import { ReadOnlyNote, Section } from './Section.tsx';
import { SettingsForm } from './SettingsForm.tsx';
import { SettingsFrame } from './SettingsFrame.tsx';
import { StorageFigures } from './StorageFigures.tsx';
import { useSaving } from './useSaving.ts';

/** What a project has stored, how old events may be, and its end. */
export function DataPage(): JSX.Element {
  const id = useParam('project');
  const { role } = useSignedIn().session.user;
  const query = useProjectSettings(id);
  const mayChange = mayManage(role);
  return (
    <SettingsFrame title='Data' lead='What is stored, for how long, and how to end it.'>
      {mayChange ? null : <ReadOnlyNote what='these settings' />}
      <Section
        title='Stored'
        about='Days that are over stand as Parquet files on the server, for DuckDB, pandas or Spark.'
      >
        <StorageFigures project={id} timezone={query.data?.value.timezone ?? 'UTC'} />
      </Section>
      <Loaded query={query} what='The settings' lines={3}>
        {(read) => (
          <>
            <Retention key={id} read={read} mayChange={mayChange} retry={query.retry} />
            {mayChange ? <DeleteSection project={read.value} /> : null}
          </>
        )}
      </Loaded>
    </SettingsFrame>
  );
}

interface RetentionProps {
  readonly read: Versioned<ProjectSettings>;
  readonly mayChange: boolean;
  readonly retry: () => void;
}

function Retention({ read, mayChange, retry }: RetentionProps): JSX.Element {
  const { id, retention_days: days } = read.value;
  const { user } = useSignedIn().session;
  const draft = useDraft(`${user.id} retention ${id}`, { retention: String(days ?? '') });
  const { retention } = draft.values;
  const work = useCallback(async () => {
    await changeProject(id, { retention_days: retentionOf(retention) }, read.version)
      .catch((error: unknown) => {
        if (error instanceof Problem && error.status === 412) retry();
        throw error;
      });
    draft.discard();
    toast('Saved how long events are kept.');
  }, [id, retention, read, draft, retry]);
  const saving = useSaving(work);
  return (
    <SettingsForm label='Retention' draft={draft} saving={saving} mayChange={mayChange}>
      <Section
        title='How long events are kept'
        about='Older ones are refused when they arrive, and days of which every event is older are deleted.'
      >
        <Field
          label='Keep events for'
          name='retention_days'
          errors={saving.errors}
          hint={isShorter(retentionOf(retention), days) ? shorterWords : undefined}
          control={(tie) => (
            <select
              {...tie}
              className='input'
              value={retention}
              onChange={({ target }) => draft.set({ retention: target.value })}
            >
              {retentionChoices(days).map(({ value, words }) => (
                <option key={value} value={value}>{words}</option>
              ))}
            </select>
          )}
        />
      </Section>
    </SettingsForm>
  );
}

const shorterWords =
  'Within an hour after saving, days that are older are deleted. They cannot be brought back.';

function DeleteSection({ project }: { project: ProjectSettings }): JSX.Element {
  const [asks, setAsks] = useState(false);
  const { id, name } = project;
  const restore = async (): Promise<void> => {
    await restoreProject(id);
    projectsMoved();
  };
  const remove = async (): Promise<void> => {
    await deleteProject(id);
    navigate('/settings/organization');
    projectsMoved();
    toast(`“${name}” was deleted.`, restore);
  };
  return (
    <Section
      title='Delete this project'
      about='Its keys stop at once. For 7 days it can be brought back; then it is gone with its events.'
    >
      <div>
        <button type='button' className='button danger' onClick={() => setAsks(true)}>
          Delete the project…
        </button>
      </div>
      {asks
        ? (
          <Confirm
            title={`Delete “${name}”?`}
            type={name}
            verb='Delete the project'
            busyVerb='Deleting…'
            keep='Keep it'
            work={remove}
            onClose={() => setAsks(false)}
          >
            <p>
              Events that are sent from now on are refused, and lost if their sender does not keep
              them. Its funnels go with it. For 7 days everything can be brought back.
            </p>
          </Confirm>
        )
        : null}
    </Section>
  );
}
