import { useCallback, useState } from 'react';
import { Problem } from '@/api/problem.ts';
import { changeMe } from '@/api/settings.ts';
import { useSignedIn } from '@/api/signedIn.ts';
import { overlay } from '@/ui/commands.ts';
import { Field } from '@/ui/Field.tsx';
import { Icon } from '@/ui/icons.tsx';
import { PasswordInput } from '@/ui/PasswordInput.tsx';
import { AnyIcon } from '@/ui/rareIcons.tsx';
import { chooseShortcuts, shortcutsOn } from '@/ui/shortcuts.ts';
import { useStore } from '@/ui/store.ts';
import { ThemeChoice } from '@/ui/ThemeChoice.tsx';
import { toast } from '@/ui/toast.ts';
import { FormFault } from '@/ui/useForm.ts';
import { accountChange, accountWords, passwordChange } from './accountFields.ts';
import { useDraft } from './drafts.ts';
import { strengthOf } from './password.ts';
import { Section } from './Section.tsx';
import { SettingsForm } from './SettingsForm.tsx';
import { SettingsFrame } from './SettingsFrame.tsx';
import { useSaving } from './useSaving.ts';

/** Who one is here, how one signs in, and how the page looks to oneself. */
export function AccountPage(): JSX.Element {
  return (
    <SettingsFrame title='Account' lead='Who you are here, and how the page looks to you.'>
      <Person />
      <Password />
      <Section title='Appearance' about='Kept in this browser.'>
        <ThemeChoice icons />
      </Section>
      <Section
        title='Keyboard'
        about='Single keys go to pages and change what they show. Who speaks to the computer may want them off.'
      >
        <Shortcuts />
      </Section>
      <SignOut />
    </SettingsFrame>
  );
}

function Person(): JSX.Element {
  const { session, changed } = useSignedIn();
  const { id, full_name, email } = session.user;
  const saved = { full_name, email };
  const draft = useDraft(`${id} person`, saved);
  // A password is no draft: it is asked for when it is needed, and kept nowhere.
  const [password, setPassword] = useState('');
  const { values, set } = draft;
  const needsPassword = values.email.trim() !== email;
  const work = useCallback(async () => {
    const next = await changeMe(accountChange(saved, values, password)).catch((error: unknown) => {
      throw error instanceof Problem && error.status === 409
        ? new FormFault({ email: 'There is an account with this address.' })
        : error;
    });
    changed(next);
    draft.discard();
    setPassword('');
    toast('Account saved.');
  }, [saved, values, password, draft, changed]);
  const saving = useSaving(work, accountWords);
  const { errors } = saving;
  return (
    <SettingsForm label='You' draft={draft} saving={saving} mayChange>
      <Section title='You' about='Your name is shown to the others; with the address you sign in.'>
        <Field
          label='Name'
          name='full_name'
          autoComplete='name'
          errors={errors}
          value={values.full_name}
          onChange={({ target }) => set({ full_name: target.value })}
        />
        <Field
          label='E-mail'
          name='email'
          type='email'
          autoComplete='email'
          autoCapitalize='off'
          spellCheck={false}
          errors={errors}
          value={values.email}
          onChange={({ target }) => set({ email: target.value })}
        />
        {needsPassword
          ? (
            <PasswordInput
              label='Your password'
              name='current_password'
              autoComplete='current-password'
              hint='Needed to change the address.'
              errors={errors}
              value={password}
              onChange={setPassword}
            />
          )
          : null}
      </Section>
    </SettingsForm>
  );
}

const noPasswords = { current: '', next: '' };

function Password(): JSX.Element {
  const { session } = useSignedIn();
  const [typed, setTyped] = useState(noPasswords);
  const changes = typed.current === '' && typed.next === '' ? null : typed;
  const draft = {
    values: typed,
    changes,
    set: (part: Partial<typeof noPasswords>) => setTyped({ ...typed, ...part }),
    discard: () => setTyped(noPasswords),
  };
  const work = useCallback(async () => {
    await changeMe(passwordChange(typed.current, typed.next));
    setTyped(noPasswords);
    toast('Password changed. Everywhere else you are signed out.');
  }, [typed]);
  const saving = useSaving(work, accountWords);
  const strength = strengthOf(typed.next);
  return (
    <SettingsForm
      label='Password'
      draft={draft}
      saving={saving}
      mayChange
      verb='Change password'
    >
      <Section
        title='Password'
        about='A few words in a row do well. A new one ends your sessions in all other browsers.'
      >
        {/* Lets a password manager know whose password this is. */}
        <input
          type='text'
          className='visually-hidden'
          autoComplete='username'
          tabIndex={-1}
          aria-hidden='true'
          readOnly
          value={session.user.email}
        />
        <PasswordInput
          label='Current password'
          name='current_password'
          autoComplete='current-password'
          errors={saving.errors}
          value={typed.current}
          onChange={(current) => draft.set({ current })}
        />
        <PasswordInput
          label='New password'
          name='new_password'
          autoComplete='new-password'
          errors={saving.errors}
          value={typed.next}
          onChange={(next) => draft.set({ next })}
          hint={typed.next === ''
            ? 'At least 10 characters.'
            : (
              <span className='strength' data-level={strength.level}>
                <i aria-hidden='true' />
                <span aria-live='polite'>{strength.words}</span>
              </span>
            )}
        />
      </Section>
    </SettingsForm>
  );
}

function Shortcuts(): JSX.Element {
  const on = useStore(shortcutsOn);
  return (
    <>
      <label className='settings-check'>
        <input
          type='checkbox'
          checked={on}
          onChange={({ target }) => chooseShortcuts(target.checked)}
        />
        Single keys are shortcuts
      </label>
      <div>
        <button type='button' className='button' onClick={() => overlay.set('help')}>
          <AnyIcon name='keyboard' />
          Show all shortcuts
        </button>
      </div>
    </>
  );
}

function SignOut(): JSX.Element {
  const { leave } = useSignedIn();
  const [fault, setFault] = useState('');
  const signOut = (): void => {
    leave().catch((error: unknown) =>
      setFault(error instanceof Error ? error.message : 'Signing out did not work.')
    );
  };
  return (
    <Section title='Sign out' about='Ends the session in this browser.'>
      <div>
        <button type='button' className='button' onClick={signOut}>
          <Icon name='out' />
          Sign out
        </button>
        <div role='alert'>{fault ? <p className='field-error'>{fault}</p> : null}</div>
      </div>
    </Section>
  );
}
