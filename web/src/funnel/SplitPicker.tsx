import { useState } from 'react';
import type { FunnelDefinition } from '@/api/answers.ts';
import { useProperties } from '@/api/explorer.ts';
import { mostProperties, type Split } from '@/api/asked.ts';
import { countIn } from '@/ui/format.ts';
import { Icon } from '@/ui/icons.tsx';
import { Popover } from '@/ui/Popover.tsx';

interface SplitPickerProps {
  readonly funnel: FunnelDefinition;
  readonly split: Split | null;
  readonly onPick: (split: Split | null) => void;
}

/** `$browser and plan`. */
export const namesOf = ({ properties }: Split): string => properties.join(' and ');

/** Properties to take groups from, and which of a person's values counts. */
export function SplitPicker({ funnel, split, onPick }: SplitPickerProps): JSX.Element {
  return (
    <Popover
      label='Break down by'
      command='breakdown'
      align='end'
      buttonClass='quiet-button'
      buttonLabel={split ? `Break down by: ${namesOf(split)}` : 'Break down by a property'}
      button={
        <>
          <Icon name='split' size={14} />
          <span>{split ? namesOf(split) : 'Choose a property'}</span>
          <Icon name='down' size={12} />
        </>
      }
    >
      {(close) => (
        <Choices
          key={JSON.stringify(split)}
          funnel={funnel}
          split={split}
          onPick={(picked) => {
            onPick(picked);
            close();
          }}
        />
      )}
    </Popover>
  );
}

const mostShown = 40;

function Choices({ funnel, split, onPick }: SplitPickerProps): JSX.Element {
  const [typed, setTyped] = useState('');
  const scope = split?.scope ?? 'event';
  const properties = useProperties(funnel.project_id);
  const wanted = typed.trim();
  const found = (properties.data?.items ?? [])
    .filter(({ name }) => name.toLowerCase().includes(wanted.toLowerCase())).slice(0, mostShown);
  const chosen = split?.properties ?? [];
  const full = chosen.length >= mostProperties;
  const choose = (properties: readonly string[]): void =>
    onPick(
      properties.length === 0
        ? null
        : { properties, scope, attribution: split?.attribution ?? 'first_touch' },
    );
  // One press takes a property alone; what is there already goes, and “and” adds to it.
  const pick = (property: string): void =>
    choose(chosen.includes(property) ? without(chosen, property) : [property]);
  const add = (property: string): void => choose([...chosen, property]);
  return (
    <form
      className='split-picker'
      onSubmit={(event) => {
        event.preventDefault();
        // Who typed what only one of them can mean, means that one.
        const [first, second] = found;
        const name = wanted === '' || !second ? first?.name ?? wanted : wanted;
        if (name) pick(name);
      }}
    >
      <input
        className='input'
        data-first=''
        aria-label='Property'
        placeholder='Property, e.g. plan or $browser'
        autoCapitalize='off'
        autoComplete='off'
        spellCheck={false}
        value={typed}
        onChange={({ target }) => setTyped(target.value)}
      />
      <div className='split-list'>
        {found.map(({ name, count }) => (
          <div key={name} className='split-row'>
            <button
              type='button'
              className='menu-row'
              aria-pressed={chosen.includes(name)}
              onClick={() => pick(name)}
            >
              <code>{name}</code>
              <em>{countIn(6, count)}</em>
              {chosen.includes(name) ? <Icon name='check' size={14} /> : null}
            </button>
            {chosen.length > 0 && !full && !chosen.includes(name)
              ? (
                <button
                  type='button'
                  className='quiet-button'
                  aria-label={`And by ${name}`}
                  title={`And by ${name}`}
                  onClick={() => add(name)}
                >
                  <Icon name='plus' size={14} />
                </button>
              )
              : null}
          </div>
        ))}
        {wanted !== '' && !found.some(({ name }) => name === wanted)
          ? (
            <button type='button' className='menu-row' onClick={() => pick(wanted)}>
              Use <code>{wanted}</code>
            </button>
          )
          : null}
        {properties.problem && !properties.data
          ? <p className='split-none'>{properties.problem.message} Type its name instead.</p>
          : null}
        {properties.data?.items.length === 0
          ? <p className='split-none'>No event has properties yet.</p>
          : null}
      </div>
      {split
        ? (
          <>
            <Attribution funnel={funnel} split={split} onPick={onPick} />
            <button type='button' className='menu-row' onClick={() => onPick(null)}>
              <Icon name='close' size={14} />No breakdown
            </button>
          </>
        )
        : null}
    </form>
  );
}

const without = (all: readonly string[], one: string): readonly string[] =>
  all.filter((it) => it !== one);

interface AttributionProps {
  readonly funnel: FunnelDefinition;
  readonly split: Split;
  readonly onPick: (split: Split) => void;
}

function Attribution({ funnel, split, onPick }: AttributionProps): JSX.Element {
  const stages = funnel.order === 'any' ? funnel.stages.slice(0, 1) : funnel.stages;
  return (
    <div className='split-more'>
      <label>
        Property of
        <select
          className='input'
          value={split.scope}
          onChange={({ target }) =>
            onPick({ ...split, scope: target.value === 'user' ? 'user' : 'event' })}
        >
          <option value='event'>the event</option>
          <option value='user'>the person</option>
        </select>
      </label>
      <label>
        Where it changes
        <select
          className='input'
          value={split.attribution}
          onChange={({ target }) => onPick({ ...split, attribution: target.value })}
        >
          <option value='first_touch'>first value counts</option>
          <option value='last_touch'>last value counts</option>
          <option value='all_events'>one funnel for each value</option>
          {stages.map(({ name }, index) => (
            <option key={index} value={`stage:${index + 1}`}>value at {name}</option>
          ))}
        </select>
      </label>
    </div>
  );
}
