import { useEffect, useState } from 'react';
import { afterPaint } from '@/ui/afterPaint.ts';
import { Icon } from '@/ui/icons.tsx';
import { later } from '@/ui/later.ts';
import { Missing } from '@/ui/Missing.tsx';
import { Popover } from '@/ui/Popover.tsx';
import { type Preset, presetNames, type Range, resolve, spanInWords } from './range.ts';

// The calendar's contents are not in the first picture.
const OtherDates = later(() => import('./OtherDates.tsx'), Missing);

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
];

/** Presets side by side; the rest, and two dates of one's own, behind the calendar. */
export function RangePicker({ range, today, timezone, onPick }: RangePickerProps): JSX.Element {
  const preset = 'start' in range ? null : range.preset;
  const [pressed, setPressed] = useState<Preset | null>(null);
  useEffect(() => setPressed(null), [range]);
  // Other days draw most of the page anew.
  const press = (it: Preset): void => {
    setPressed(it);
    afterPaint(() => onPick({ preset: it }));
  };
  const chosen = 'start' in range ? spanInWords(range, today) : presetNames[range.preset] ?? null;
  return (
    <div className='segmented' role='group' aria-label='Date range'>
      {buttons.map(([it, short, long]) => (
        <button
          key={it}
          type='button'
          aria-label={long}
          aria-pressed={(pressed ?? preset) === it}
          onClick={() => press(it)}
        >
          {short}
        </button>
      ))}
      <Popover
        label='Choose dates'
        align='end'
        buttonClass='segmented-custom'
        buttonLabel={chosen === null ? 'Choose dates' : `Dates: ${chosen}`}
        pressed={chosen !== null}
        button={
          <>
            <Icon name='calendar' size={14} />
            <span>{chosen ?? 'Custom'}</span>
          </>
        }
      >
        {(close) => (
          <OtherDates
            key={JSON.stringify(range)}
            preset={preset}
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
