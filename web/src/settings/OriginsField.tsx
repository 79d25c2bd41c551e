import { type KeyboardEvent, useRef } from 'react';
import { Field } from '@/ui/Field.tsx';
import { Icon } from '@/ui/icons.tsx';
import type { FormErrors } from '@/ui/useForm.ts';
import { withTyped } from './origins.ts';

interface OriginsFieldProps {
  readonly origins: readonly string[];
  readonly typed: string;
  readonly errors: FormErrors;
  readonly onChange: (origins: readonly string[], typed: string) => void;
  readonly onFault: (words: string) => void;
}

/** A list of origins with a field that adds to it. */
export function OriginsField(props: OriginsFieldProps): JSX.Element {
  const { origins, typed, errors, onChange, onFault } = props;
  const field = useRef<HTMLDivElement>(null);
  const focusField = (): void => field.current?.querySelector('input')?.focus();
  const add = (): void => {
    const read = withTyped(origins, typed);
    if ('fault' in read) onFault(read.fault);
    else onChange(read.origins, '');
    focusField();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || typed.trim() === '') return;
    event.preventDefault();
    add();
  };
  return (
    <div ref={field} className='origins'>
      {origins.length === 0
        ? <p className='origins-none'>Pages of any address may send.</p>
        : (
          <ul aria-label='Allowed origins'>
            {origins.map((origin) => (
              <li key={origin}>
                <code>{origin}</code>
                <button
                  type='button'
                  aria-label={`Remove ${origin}`}
                  onClick={() => {
                    onChange(origins.filter((it) => it !== origin), typed);
                    focusField();
                  }}
                >
                  <Icon name='close' size={14} />
                </button>
              </li>
            ))}
          </ul>
        )}
      <Field
        label='Add an origin'
        name='allowed_origins'
        errors={errors}
        hint='https://*.example.com stands for everything below example.com, and not for itself.'
        control={(tie) => (
          <div className='origins-add'>
            <input
              {...tie}
              className='input'
              inputMode='url'
              placeholder='https://shop.example.com'
              autoCapitalize='off'
              autoComplete='off'
              spellCheck={false}
              value={typed}
              onChange={({ target }) => onChange(origins, target.value)}
              onKeyDown={onKeyDown}
            />
            <button
              type='button'
              className='button'
              disabled={typed.trim() === ''}
              onClick={add}
            >
              Add
            </button>
          </div>
        )}
      />
    </div>
  );
}
