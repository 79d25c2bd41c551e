import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import type { Tie } from '@/ui/Field.tsx';
import { type Zone, zoneHere, zoneOf, zonesFor, zonesShown } from './zones.ts';

interface ZoneFieldProps {
  readonly tie: Tie;
  readonly value: string;
  readonly onPick: (zone: string) => void;
}

/** A time zone, found by a city or an offset; only one of the list can be chosen. */
export function ZoneField({ tie, value, onPick }: ZoneFieldProps): JSX.Element {
  const id = useId();
  const [typed, setTyped] = useState<string | null>(null);
  const [active, setActive] = useState(0);
  const list = useRef<HTMLUListElement>(null);
  const open = typed !== null;
  const found = open ? zonesFor(typed, [value, zoneHere(), 'UTC']) : [];
  const close = (): void => {
    setTyped(null);
    setActive(0);
  };
  const pick = (zone: Zone): void => {
    onPick(zone.name);
    close();
  };
  useEffect(() => {
    list.current?.children[active]?.scrollIntoView?.({ block: 'nearest' });
  }, [active]);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape' && open) {
      event.preventDefault();
      return close();
    }
    const zone = found[active];
    if (event.key === 'Enter' && zone) {
      event.preventDefault();
      return pick(zone);
    }
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    event.preventDefault();
    if (!open) return setTyped('');
    if (found.length === 0) return;
    const by = event.key === 'ArrowDown' ? 1 : -1;
    setActive((active + by + found.length) % found.length);
  };
  return (
    <div className='zone-field'>
      <input
        {...tie}
        className='input'
        role='combobox'
        aria-autocomplete='list'
        aria-expanded={found.length > 0}
        aria-controls={open ? id : undefined}
        aria-activedescendant={found.length > 0 ? `${id}-${active}` : undefined}
        autoCapitalize='off'
        autoComplete='off'
        spellCheck={false}
        placeholder={open ? zoneOf(value).words : undefined}
        value={typed ?? zoneOf(value).words}
        onChange={({ target }) => {
          // What was there before the first key is not what one looks for.
          setTyped(open ? target.value : target.value.replace(zoneOf(value).words, ''));
          setActive(0);
        }}
        onKeyDown={onKeyDown}
        onClick={() => setTyped(typed ?? '')}
        onBlur={close}
      />
      {open ? null : <span className='zone-offset' aria-hidden='true'>{zoneOf(value).offset}</span>}
      {found.length > 0
        ? (
          <ul ref={list} id={id} role='listbox' aria-label='Time zones' className='zone-list'>
            {found.map((zone, index) => (
              <li
                key={zone.name}
                id={`${id}-${index}`}
                role='option'
                aria-selected={index === active}
                // The press would take the focus from the field, and with it the list.
                onPointerDown={(event) => event.preventDefault()}
                onClick={() => pick(zone)}
              >
                <span>{zone.words}</span>
                <span>{zone.offset}</span>
              </li>
            ))}
          </ul>
        )
        : null}
      {open && found.length === 0
        ? (
          <p className='field-hint' role='status'>
            No zone has this name. Try a large city near by.
          </p>
        )
        : null}
      {found.length === zonesShown
        ? <span className='visually-hidden' role='status'>Type to see more zones</span>
        : null}
    </div>
  );
}
