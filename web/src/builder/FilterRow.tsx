import { Combobox } from '@/ui/Combobox.tsx';
import { Icon } from '@/ui/icons.tsx';
import type { FormErrors } from '@/ui/useForm.ts';
import { type FilterDraft, type Operator, operators, takesSeveral, takesValue } from './filters.ts';
import { usePropertyOptions, useValueOptions } from './known.ts';

interface FilterRowProps {
  readonly project: string;
  /** The event it is about, so that its own properties are offered. */
  readonly event: string | null;
  readonly filter: FilterDraft;
  /** What it belongs to, for its labels: `Stage 2, condition 1`. */
  readonly label: string;
  readonly field: string;
  readonly errors: FormErrors;
  readonly onChange: (filter: FilterDraft) => void;
  readonly onRemove: () => void;
}

/** One condition: a property, how it compares, with what. */
export function FilterRow(props: FilterRowProps): JSX.Element {
  const { project, event, filter, label, field, errors, onChange, onRemove } = props;
  const properties = usePropertyOptions(project, event);
  const error = errors[`${field}.property`] ?? errors[`${field}.value`] ?? errors[field];
  return (
    <li className='filter-row'>
      <select
        className='input'
        aria-label={`${label}: whose property`}
        value={filter.scope}
        onChange={({ target }) =>
          onChange({ ...filter, scope: target.value === 'user' ? 'user' : 'event' })}
      >
        <option value='event'>event’s</option>
        <option value='user'>person’s</option>
      </select>
      <Combobox
        aria-label={`${label}: property`}
        aria-invalid={errors[`${field}.property`] ? true : undefined}
        placeholder='property'
        options={filter.scope === 'event' ? properties : []}
        value={filter.property}
        onChange={(property) => onChange({ ...filter, property })}
      />
      <select
        className='input'
        aria-label={`${label}: comparison`}
        value={filter.op}
        onChange={({ target }) => {
          const op = target.value as Operator;
          onChange({
            ...filter,
            op,
            values: takesSeveral(op) ? filter.values : filter.values.slice(0, 1),
          });
        }}
      >
        {Object.entries(operators).map(([op, words]) => <option key={op} value={op}>{words}
        </option>)}
      </select>
      {takesValue(filter.op) ? <Values {...props} /> : <span />}
      <button
        type='button'
        className='row-button'
        aria-label={`Remove ${label}`}
        onClick={onRemove}
      >
        <Icon name='close' />
      </button>
      {error ? <p className='field-error' role='alert'>{error}</p> : null}
    </li>
  );
}

function Values(props: FilterRowProps): JSX.Element {
  const { project, event, filter, label, field, errors, onChange } = props;
  const options = useValueOptions(project, filter.scope === 'event' ? filter.property : '', event);
  const change = (place: number, value: string): void =>
    onChange({ ...filter, values: filter.values.map((it, at) => at === place ? value : it) });
  const last = filter.values.length - 1;
  return (
    <span className='filter-values'>
      {filter.values.map((value, place) => (
        <span key={place} className='filter-value'>
          {place > 0 ? <em>{filter.op === 'eq' ? 'or' : 'nor'}</em> : null}
          <Combobox
            aria-label={place === 0 ? `${label}: value` : `${label}: value ${place + 1}`}
            aria-invalid={errors[`${field}.value`] ? true : undefined}
            placeholder='value'
            options={options.filter((it) =>
              !filter.values.includes(it.value) || it.value === value
            )}
            value={value}
            onChange={(next) => change(place, next)}
          />
        </span>
      ))}
      {takesSeveral(filter.op)
        ? (
          <span className='filter-more'>
            <button
              type='button'
              className='text-button'
              aria-label={`${label}: another value`}
              onClick={() => onChange({ ...filter, values: [...filter.values, ''] })}
            >
              or…
            </button>
            {last > 0
              ? (
                <button
                  type='button'
                  className='text-button'
                  aria-label={`${label}: one value less`}
                  onClick={() => onChange({ ...filter, values: filter.values.slice(0, last) })}
                >
                  less
                </button>
              )
              : null}
          </span>
        )
        : null}
    </span>
  );
}
