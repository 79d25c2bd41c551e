import { type ReactNode, useState } from 'react';
import { Field } from './Field.tsx';
import { AnyIcon } from './rareIcons.tsx';
import type { FormErrors } from './useForm.ts';

interface PasswordInputProps {
  readonly label: string;
  readonly name: string;
  readonly autoComplete: 'current-password' | 'new-password';
  readonly hint?: ReactNode;
  readonly errors: FormErrors;
  /** With `onChange`, where somebody else keeps what is typed; else the form has it. */
  readonly value?: string;
  readonly onChange?: (value: string) => void;
}

/** A password that can be looked at while typing, which spares typing it twice. */
export function PasswordInput(props: PasswordInputProps): JSX.Element {
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
            onChange={onChange && (({ target }) => onChange(target.value))}
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
