import { useState } from 'react';
import { Field } from '@/ui/Field.tsx';
import { AnyIcon } from '@/ui/rareIcons.tsx';
import type { FormErrors } from '@/ui/useForm.ts';

interface PasswordFieldProps {
  readonly errors: FormErrors;
  readonly autoComplete: 'current-password' | 'new-password';
  readonly hint?: string;
}

/** A password that can be looked at while typing, which spares typing it twice. */
export function PasswordField({ errors, autoComplete, hint }: PasswordFieldProps): JSX.Element {
  const [shown, setShown] = useState(false);
  return (
    <Field
      label='Password'
      name='password'
      errors={errors}
      // An error says it already.
      hint={errors['password'] ? undefined : hint}
      control={(tie) => (
        <div className='password'>
          <input
            {...tie}
            className='input'
            type={shown ? 'text' : 'password'}
            autoComplete={autoComplete}
            autoCapitalize='off'
            spellCheck={false}
          />
          <button
            type='button'
            aria-label={shown ? 'Hide password' : 'Show password'}
            aria-pressed={shown}
            onClick={() => setShown(!shown)}
          >
            <AnyIcon name='eye' />
          </button>
        </div>
      )}
    />
  );
}
