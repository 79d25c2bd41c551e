import { type InputHTMLAttributes, type KeyboardEvent, useId, useState } from 'react';

export interface Option {
  readonly value: string;
  /** What helps to choose, e.g. how often it came. */
  readonly about?: string;
}

type ComboboxProps =
  & {
    readonly value: string;
    readonly options: readonly Option[];
    readonly onChange: (value: string) => void;
  }
  & Omit<InputHTMLAttributes<HTMLInputElement>, 'value' | 'onChange' | 'list'>;

const mostShown = 8;

/** A text field that offers what is known; anything else may be typed as well. */
export function Combobox({ value, options, onChange, ...input }: ComboboxProps): JSX.Element {
  const id = useId();
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const found = open ? matching(options, value) : [];
  const shows = found.length > 0;
  // Who typed what only one of them can mean, means that one.
  const chosen = active < 0 && value.trim() !== '' && found.length === 1 ? 0 : active;
  const pick = (option: Option): void => {
    onChange(option.value);
    setOpen(false);
    setActive(-1);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    input.onKeyDown?.(event);
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === 'Escape' && shows) {
      // The field is left, not what stands around it.
      event.stopPropagation();
      event.preventDefault();
      return setOpen(false);
    }
    const option = found[chosen];
    if (event.key === 'Enter' && option) {
      event.preventDefault();
      return pick(option);
    }
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    event.preventDefault();
    if (!open) return setOpen(true);
    const by = event.key === 'ArrowDown' ? 1 : -1;
    setActive((at) => (at + by + found.length + (at < 0 && by < 0 ? 1 : 0)) % found.length || 0);
  };
  return (
    <div className='combobox'>
      <input
        {...input}
        className={input.className ?? 'input'}
        role='combobox'
        aria-autocomplete='list'
        aria-expanded={shows}
        aria-controls={shows ? id : undefined}
        aria-activedescendant={shows && chosen >= 0 ? `${id}-${chosen}` : undefined}
        autoCapitalize='off'
        autoComplete='off'
        spellCheck={false}
        value={value}
        onChange={({ target }) => {
          onChange(target.value);
          setOpen(true);
          setActive(-1);
        }}
        onKeyDown={onKeyDown}
        onPointerDown={() => setOpen(true)}
        onBlur={(event) => {
          setOpen(false);
          input.onBlur?.(event);
        }}
      />
      {shows
        ? (
          <ul id={id} role='listbox' aria-label='Suggestions' className='combobox-list'>
            {found.map((option, index) => (
              <li
                key={option.value}
                id={`${id}-${index}`}
                role='option'
                aria-selected={index === chosen}
                // The press would take the focus from the field, and with it the list.
                onPointerDown={(event) => event.preventDefault()}
                onClick={() => pick(option)}
              >
                <code>{option.value}</code>
                {option.about ? <span>{option.about}</span> : null}
              </li>
            ))}
          </ul>
        )
        : null}
    </div>
  );
}

/** Those that begin with what is typed come first; what is typed in full needs no offer. */
export function matching(options: readonly Option[], typed: string): readonly Option[] {
  const wanted = typed.trim().toLowerCase();
  if (options.some(({ value }) => value === typed.trim())) return [];
  const begins = (option: Option): number => option.value.toLowerCase().startsWith(wanted) ? 0 : 1;
  return options.filter(({ value }) => value.toLowerCase().includes(wanted))
    .map((option, index) => ({ option, index }))
    .sort((a, b) => begins(a.option) - begins(b.option) || a.index - b.index)
    .slice(0, mostShown).map(({ option }) => option);
}
