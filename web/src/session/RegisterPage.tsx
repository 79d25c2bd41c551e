import { useCallback } from 'react';
import * as api from '@/api/endpoints.ts';
import { Field, FormError } from '@/ui/Field.tsx';
import { Link, searchOf, useAddress } from '@/ui/router.tsx';
import { useForm } from '@/ui/useForm.ts';
import {
  addressTaken,
  checked,
  faultFrom,
  RegisterInput,
  shortestPassword,
} from './credentials.ts';
import { PasswordInput } from '@/ui/PasswordInput.tsx';
import { enter } from './session.ts';
import { SessionFrame } from './SessionFrame.tsx';

async function register(form: FormData): Promise<void> {
  const { organization_name, email, full_name, password } = checked(RegisterInput, form);
  const organisation = organization_name.trim();
  const session = await api.register({
    email: email.trim(),
    password,
    full_name: full_name.trim(),
    ...(organisation === '' ? {} : { organization_name: organisation }),
  }).catch((error: unknown) => {
    throw faultFrom(error, 'register');
  });
  enter(session);
}

export function RegisterPage(): JSX.Element {
  const next = searchOf(useAddress()).get('next');
  const { errors, busy, onSubmit } = useForm(useCallback(register, []));
  const signIn = next === null ? '/sign-in' : `/sign-in?next=${encodeURIComponent(next)}`;
  return (
    <SessionFrame
      title='Create your account'
      lead={
        <>
          Already have one? <Link to={signIn}>Sign in</Link>
        </>
      }
    >
      <form className='form' onSubmit={onSubmit} noValidate>
        <FormError errors={errors} />
        <Field label='Your name' name='full_name' autoComplete='name' errors={errors} />
        <Field
          label='E-mail'
          name='email'
          type='email'
          autoComplete='username'
          autoCapitalize='off'
          spellCheck={false}
          errors={errors}
          errorAction={errors['email'] === addressTaken
            ? <Link to={signIn}>Sign in instead</Link>
            : null}
        />
        <PasswordInput
          label='Password'
          name='password'
          errors={errors}
          autoComplete='new-password'
          hint={`At least ${shortestPassword} characters. A few words in a row do well.`}
        />
        <Field
          label='Organisation'
          name='organization_name'
          autoComplete='organization'
          aside={<span className='optional'>optional</span>}
          errors={errors}
        />
        <button type='submit' className='button primary large' disabled={busy}>
          {busy ? 'Creating…' : 'Create account'}
        </button>
      </form>
    </SessionFrame>
  );
}
