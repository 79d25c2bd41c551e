import { Field } from '@/ui/Field.tsx';
import type { FormErrors } from '@/ui/useForm.ts';
import { type Draft, type WindowUnit, windowUnits } from './draft.ts';

const words: Readonly<Record<WindowUnit, string>> = {
  days: 'days',
  hours: 'hours',
  minutes: 'minutes',
  none: 'no limit',
};

interface WindowFieldProps {
  readonly draft: Draft;
  readonly errors: FormErrors;
  readonly onChange: (draft: Draft) => void;
}

/** How long a person may take from the first stage to the last. */
export function WindowField({ draft, errors, onChange }: WindowFieldProps): JSX.Element {
  return (
    <Field
      label='Time to get through'
      name='window_seconds'
      errors={errors}
      hint='Counted from the first stage. Who is still in time does not count as gone.'
      control={(tie) => (
        <div className='window'>
          {draft.windowUnit === 'none' ? null : (
            <input
              {...tie}
              className='input'
              type='text'
              inputMode='decimal'
              value={draft.windowAmount}
              onChange={(event) => onChange({ ...draft, windowAmount: event.target.value })}
            />
          )}
          <select
            {...(draft.windowUnit === 'none' ? tie : {})}
            className='input'
            aria-label='Unit of time'
            value={draft.windowUnit}
            onChange={(event) =>
              onChange({ ...draft, windowUnit: event.target.value as WindowUnit })}
          >
            {Object.keys(windowUnits).map((unit) => (
              <option key={unit} value={unit}>{words[unit as WindowUnit]}</option>
            ))}
          </select>
        </div>
      )}
    />
  );
}
