import { useCallback } from 'react';
import * as api from '@/api/endpoints.ts';
import { Field, FormError } from '@/ui/Field.tsx';
import { Link, searchOf, useAddress } from '@/ui/router.tsx';
import { useForm } from '@/ui/useForm.ts';
import { checked, faultFrom, SignInInput } from './credentials.ts';
import { PasswordInput } from '@/ui/PasswordInput.tsx';
import { enter } from './session.ts';
import { SessionFrame } from './SessionFrame.tsx';

/** Where the person wanted to go stays in the address; `App` takes them there once signed in. */
export function SignInPage(): JSX.Element {
  const next = searchOf(useAddress()).get('next');
  const { errors, busy, onSubmit } = useForm(useCallback(async (form) => {
    const { email, password } = checked(SignInInput, form);
    const session = await api.signIn({ email: email.trim(), password })
      .catch((error: unknown) => {
        throw faultFrom(error, 'sign in');
      });
    enter(session);
  }, []));
  const register = next === null ? '/register' : `/register?next=${encodeURIComponent(next)}`;
  return (
    <SessionFrame
      title='Sign in'
      lead={
        <>
          New here? <Link to={register}>Create an account</Link>
        </>
      }
    >
      <form className='form' onSubmit={onSubmit} noValidate>
        <FormError errors={errors} />
        <Field
          label='E-mail'
          name='email'
          type='email'
          autoComplete='username'
          autoCapitalize='off'
          spellCheck={false}
          errors={errors}
        />
        <PasswordInput
          label='Password'
          name='password'
          errors={errors}
          autoComplete='current-password'
        />
        <button type='submit' className='button primary large' disabled={busy}>
          {busy ? 'Signing in…' : 'Sign in'}
        </button>
      </form>
    </SessionFrame>
  );
}
