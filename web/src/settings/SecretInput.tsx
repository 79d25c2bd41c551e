import { type ReactNode, useState } from 'react';
import { Field } from '@/ui/Field.tsx';
import { AnyIcon } from '@/ui/rareIcons.tsx';
import type { FormErrors } from '@/ui/useForm.ts';

interface SecretInputProps {
  readonly label: string;
  readonly name: string;
  readonly autoComplete: 'current-password' | 'new-password';
  readonly hint?: ReactNode;
  readonly errors: FormErrors;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** A password that can be looked at while typing, which spares typing it twice. */
export function SecretInput(props: SecretInputProps): JSX.Element {
  const { label, name, autoComplete, hint, errors, value, onChange } = props;
  const [shown, setShown] = useState(false);
  return (
    <Field
      label={label}
      name={name}
      errors={errors}
      hint={hint}
      control={(tie) => (
        <div className='password'>
          <input
            {...tie}
            className='input'
            type={shown ? 'text' : 'password'}
            autoComplete={autoComplete}
            autoCapitalize='off'
            spellCheck={false}
            value={value}
            onChange={({ target }) => onChange(target.value)}
          />
          <button
            type='button'
            aria-label={`${shown ? 'Hide' : 'Show'} ${label.toLowerCase()}`}
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
