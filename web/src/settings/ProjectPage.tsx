import { useCallback, useState } from 'react';
import type { Versioned } from '@/api/client.ts';
import { Problem } from '@/api/problem.ts';
import {
  changeProject,
  type ProjectChange,
  type ProjectSettings,
  useProjectSettings,
} from '@/api/settings.ts';
import { useSignedIn } from '@/api/signedIn.ts';
import { Field } from '@/ui/Field.tsx';
import { useParam } from '@/ui/router.tsx';
import { toast } from '@/ui/toast.ts';
import { useDraft } from './drafts.ts';
import { Loaded } from './Loaded.tsx';
import { OriginsField } from './OriginsField.tsx';
import { changeFrom, differencesInWords, fieldsOf } from './projectFields.ts';
import { mayManage } from './roles.ts';
import { ReadOnlyNote, Section } from './Section.tsx';
import { SettingsForm } from './SettingsForm.tsx';
import { SettingsFrame } from './SettingsFrame.tsx';
import { useSaving } from './useSaving.ts';
import { ZoneField } from './ZoneField.tsx';

/** What a project is called, where its days begin, and who may send to it. */
export function ProjectPage(): JSX.Element {
  const id = useParam('project');
  const query = useProjectSettings(id);
  return (
    <SettingsFrame title='General' lead='What the project is about, and who may send to it.'>
      <Loaded query={query} what='The settings' lines={6}>
        {(read) => <ProjectForm key={id} read={read} retry={query.retry} />}
      </Loaded>
    </SettingsFrame>
  );
}

interface ProjectFormProps {
  readonly read: Versioned<ProjectSettings>;
  readonly retry: () => void;
}

function ProjectForm({ read, retry }: ProjectFormProps): JSX.Element {
  const { user } = useSignedIn().session;
  const { id } = read.value;
  const saved = fieldsOf(read.value);
  const draft = useDraft(`${user.id} project ${id}`, saved);
  const { values, set } = draft;
  const mayChange = mayManage(user.role);
  const [originFault, setOriginFault] = useState('');
  // What was there when one began to change it: against it, others' changes show.
  const [basis, setBasis] = useState<ProjectSettings | null>(null);
  const work = useCallback(async () => {
    const change: ProjectChange = changeFrom(saved, values);
    await changeProject(id, change, read.version).catch((error: unknown) => {
      if (error instanceof Problem && error.status === 412) {
        setBasis(read.value);
        retry();
      }
      throw error;
    });
    draft.discard();
    toast('Settings saved.');
  }, [id, read, saved, values, draft, retry]);
  const saving = useSaving(work);
  const errors = originFault === ''
    ? saving.errors
    : { ...saving.errors, allowed_origins: originFault };
  return (
    <SettingsForm
      label='Project settings'
      draft={draft}
      saving={saving}
      mayChange={mayChange}
      others={basis ? differencesInWords(basis, read.value) : null}
    >
      {mayChange ? null : <ReadOnlyNote what='these settings' />}
      <Section title='Project' about='How it is called here, and the site it is about.'>
        <Field
          label='Name'
          name='name'
          autoComplete='off'
          errors={errors}
          value={values.name}
          onChange={({ target }) => set({ name: target.value })}
        />
        <Field
          label='Domain'
          name='domain'
          aside={<span className='optional'>optional</span>}
          placeholder='shop.example.com'
          inputMode='url'
          autoCapitalize='off'
          autoComplete='off'
          spellCheck={false}
          errors={errors}
          value={values.domain}
          onChange={({ target }) => set({ domain: target.value })}
        />
      </Section>
      <Section
        title='Days'
        about='Reports begin and end their days at midnight here. A change holds for the past, too.'
      >
        <Field
          label='Time zone'
          name='timezone'
          errors={errors}
          hint='Find it by a city, or by an offset such as +5:30.'
          control={(tie) => (
            <ZoneField
              tie={tie}
              value={values.timezone}
              onPick={(timezone) => set({ timezone })}
            />
          )}
        />
      </Section>
      <Section
        title='Web pages that may send'
        about='Browsers name the page they send from. Others are refused, and listed under Install.'
      >
        <OriginsField
          origins={values.allowed_origins}
          typed={values.typed_origin}
          errors={errors}
          onChange={(allowed_origins, typed_origin) => {
            setOriginFault('');
            set({ allowed_origins, typed_origin });
          }}
          onFault={setOriginFault}
        />
      </Section>
      <Section
        title='Limit'
        about='Beyond it, senders are told to wait. The browser script and the clients do, and send again.'
      >
        <Field
          label='Events a minute'
          name='rate_limit_per_minute'
          inputMode='numeric'
          autoComplete='off'
          hint='0 for no limit.'
          errors={errors}
          value={values.rate_limit_per_minute}
          onChange={({ target }) => set({ rate_limit_per_minute: target.value })}
        />
      </Section>
    </SettingsForm>
  );
}
