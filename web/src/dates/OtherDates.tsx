import { type FormEvent, useState } from 'react';
import { type Preset, presetNames, type Range, resolve, type Span, spanInWords } from './range.ts';

interface OtherDatesProps {
  readonly preset: Preset | null;
  readonly span: Span;
  readonly today: string;
  readonly timezone: string;
  readonly onPick: (range: Range) => void;
}

/** Ranges that move with the day, and two dates of one's own. */
export default function OtherDates(
  { preset, span, today, timezone, onPick }: OtherDatesProps,
): JSX.Element {
  const [fault, setFault] = useState('');
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const start = String(form.get('start') ?? '');
    const end = String(form.get('end') ?? '');
    if (start === '' || end === '') return setFault('Choose both days.');
    if (start > end) return setFault('The first day comes after the last one.');
    setFault('');
    onPick({ start, end });
  };
  return (
    <form className='dates' onSubmit={submit} noValidate>
      <div className='dates-quick'>
        {Object.entries(presetNames).map(([it, words]) => (
          <button
            key={it}
            type='button'
            className='menu-row'
            aria-pressed={preset === it}
            onClick={() => onPick({ preset: it as Preset })}
          >
            <b>{words}</b>
            <span>{spanInWords(resolve({ preset: it as Preset }, today), today)}</span>
          </button>
        ))}
      </div>
      <div className='dates-own'>
        <label>
          First day
          <input className='input' type='date' name='start' defaultValue={span.start} max={today} />
        </label>
        <label>
          Last day
          <input className='input' type='date' name='end' defaultValue={span.end} />
        </label>
      </div>
      <div role='alert'>{fault ? <p className='field-error'>{fault}</p> : null}</div>
      <p className='field-hint'>Whole days, {timezone.replaceAll('_', ' ')} time</p>
      <button type='submit' className='button primary'>Show these days</button>
    </form>
  );
}
