import { type FormEvent, useState } from 'react';
import { Icon } from '@/ui/icons.tsx';
import { Popover } from '@/ui/Popover.tsx';
import { lastMonth, type Preset, type Range, resolve, type Span, spanInWords } from './range.ts';

interface RangePickerProps {
  readonly range: Range;
  readonly today: string;
  readonly timezone: string;
  readonly onPick: (range: Range) => void;
}

const buttons: readonly (readonly [Preset, string, string])[] = [
  ['7d', '7d', 'Last 7 days'],
  ['30d', '30d', 'Last 30 days'],
  ['90d', '90d', 'Last 90 days'],
  ['month', 'Month', 'This month'],
];

/** Presets side by side, and two dates of one's own. */
export function RangePicker({ range, today, timezone, onPick }: RangePickerProps): JSX.Element {
  const custom = 'start' in range;
  return (
    <div className='segmented' role='group' aria-label='Date range'>
      {buttons.map(([preset, short, long]) => (
        <button
          key={preset}
          type='button'
          className={preset === 'month' ? 'wide-only' : undefined}
          aria-label={long}
          aria-pressed={!custom && range.preset === preset}
          onClick={() => onPick({ preset })}
        >
          {short}
        </button>
      ))}
      <Popover
        label='Choose dates'
        align='end'
        buttonClass='segmented-custom'
        buttonLabel={custom ? `Dates: ${spanInWords(range, today)}` : 'Choose dates'}
        pressed={custom}
        button={
          <>
            <Icon name='calendar' size={14} />
            <span>{custom ? spanInWords(range, today) : 'Custom'}</span>
          </>
        }
      >
        {(close) => (
          <CustomDates
            key={JSON.stringify(range)}
            span={resolve(range, today)}
            today={today}
            timezone={timezone}
            onPick={(picked) => {
              onPick(picked);
              close();
            }}
          />
        )}
      </Popover>
    </div>
  );
}

interface CustomDatesProps {
  readonly span: Span;
  readonly today: string;
  readonly timezone: string;
  readonly onPick: (range: Range) => void;
}

function CustomDates({ span, today, timezone, onPick }: CustomDatesProps): JSX.Element {
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
        <button type='button' className='button' onClick={() => onPick({ preset: 'month' })}>
          This month
        </button>
        <button type='button' className='button' onClick={() => onPick(lastMonth(today))}>
          Last month
        </button>
      </div>
      <label>
        First day
        <input className='input' type='date' name='start' defaultValue={span.start} max={today} />
      </label>
      <label>
        Last day
        <input className='input' type='date' name='end' defaultValue={span.end} />
      </label>
      <div role='alert'>{fault ? <p className='field-error'>{fault}</p> : null}</div>
      <p className='field-hint'>Whole days, {timezone.replaceAll('_', ' ')} time</p>
      <button type='submit' className='button primary'>Show these days</button>
    </form>
  );
}
