import { type InputHTMLAttributes, type ReactNode, useId } from 'react';
import type { FormErrors } from './useForm.ts';

type FieldProps = {
  readonly label: string;
  readonly name: string;
  readonly errors: FormErrors;
  readonly hint?: ReactNode;
  /** Shown beside the label, e.g. a link to another way. */
  readonly aside?: ReactNode;
  /** The label is for screen readers only, where the place of the field says enough. */
  readonly quiet?: boolean;
  /** Stands after the error: the way out of it. */
  readonly errorAction?: ReactNode;
  /** Instead of a plain input, e.g. a select; gets what ties it to its label and its error. */
  readonly control?: (tie: Tie) => ReactNode;
} & Omit<InputHTMLAttributes<HTMLInputElement>, 'id'>;

export interface Tie {
  readonly id: string;
  readonly name: string;
  readonly 'aria-invalid': true | undefined;
  readonly 'aria-describedby': string | undefined;
}

/** A labelled input with its hint and its error in words, tied together for screen readers. */
export function Field(
  { label, name, errors, hint, aside, quiet, errorAction, control, ...input }: FieldProps,
): JSX.Element {
  const id = useId();
  const error = errors[name];
  const described = [error ? `${id}-error` : '', hint ? `${id}-hint` : ''].filter(Boolean);
  const tie: Tie = {
    id,
    name,
    'aria-invalid': error ? true : undefined,
    'aria-describedby': described.length > 0 ? described.join(' ') : undefined,
  };
  return (
    <div className='field'>
      <div className={quiet ? 'visually-hidden' : 'field-label'}>
        <label htmlFor={id}>{label}</label>
        {aside}
      </div>
      {control ? control(tie) : <input {...input} {...tie} className='input' />}
      {error
        ? (
          <p className='field-error' id={`${id}-error`}>
            {error}
            {errorAction ? <>{' '}{errorAction}</> : null}
          </p>
        )
        : null}
      {hint ? <p className='field-hint' id={`${id}-hint`}>{hint}</p> : null}
    </div>
  );
}

/** What belongs to the form as a whole; announced when it appears. */
export function FormError({ errors }: { errors: FormErrors }): JSX.Element {
  return (
    <div role='alert'>{errors['form'] ? <p className='form-error'>{errors['form']}</p> : null}</div>
  );
}
