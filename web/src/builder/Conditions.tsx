import { Fragment } from 'react';
import type { FormErrors } from '@/ui/useForm.ts';
import {
  type Condition,
  conditionInWords,
  type FilterDraft,
  isKept,
  type Operator,
  operators,
  takesSeveral,
  takesValue,
} from './filters.ts';
import { usePropertyOptions, useValueOptions } from './known.ts';
import { Choice, Noun, Plain, Without } from './words.tsx';

interface ConditionsProps {
  readonly project: string;
  /** The event they are about, so that its own properties are offered. */
  readonly event: string | null;
  readonly conditions: readonly Condition[];
  /** What they belong to: `Stage 2`. */
  readonly label: string;
  readonly field: string;
  readonly errors: FormErrors;
  readonly onChange: (conditions: readonly Condition[]) => void;
}

/** “where plan is pro and price is at least 20” */
export function Conditions(props: ConditionsProps): JSX.Element {
  const { conditions, label, field, onChange } = props;
  return (
    <>
      {conditions.map((condition, place) => (
        <span key={condition.key} className='clause' data-clause={condition.key}>
          <Plain>{place === 0 ? 'where' : 'and'}</Plain>
          {isKept(condition)
            ? (
              <span className='kept' title='Set over the API: it stays as it is.'>
                {conditionInWords(condition)}
              </span>
            )
            : (
              <Filter
                {...props}
                filter={condition}
                label={`${label}, condition ${place + 1}`}
                field={`${field}.filters.${place}`}
                onChange={(next) =>
                  onChange(conditions.map((it, at) => at === place ? next : it))}
              />
            )}
          <Without
            label={`Remove ${label}, condition ${place + 1}`}
            onClick={() =>
              onChange(conditions.filter((_, at) =>
                at !== place
              ))}
          />
        </span>
      ))}
    </>
  );
}

interface FilterProps {
  readonly project: string;
  readonly event: string | null;
  readonly filter: FilterDraft;
  readonly label: string;
  readonly field: string;
  readonly errors: FormErrors;
  readonly onChange: (filter: FilterDraft) => void;
}

const whose = { event: 'its', user: 'the person’s' } as const;

function Filter(props: FilterProps): JSX.Element {
  const { project, event, filter, label, field, errors, onChange } = props;
  const properties = usePropertyOptions(project, event);
  return (
    <>
      <Choice
        label={`${label}: whose property`}
        value={filter.scope}
        choices={whose}
        onChange={(scope) => onChange({ ...filter, scope })}
      />
      <Noun
        label={`${label}: property`}
        placeholder='property'
        invalid={errors[`${field}.property`] !== undefined || errors[field] !== undefined}
        options={filter.scope === 'event' ? properties : []}
        value={filter.property}
        onChange={(property) => onChange({ ...filter, property })}
      />
      <Choice<Operator>
        label={`${label}: comparison`}
        value={filter.op}
        choices={operators}
        onChange={(op) =>
          onChange({
            ...filter,
            op,
            values: takesSeveral(op) ? filter.values : filter.values.slice(0, 1),
          })}
      />
      {takesValue(filter.op) ? <Values {...props} /> : null}
    </>
  );
}

function Values(props: FilterProps): JSX.Element {
  const { project, event, filter, label, field, errors, onChange } = props;
  const { values, op } = filter;
  const options = useValueOptions(project, filter.scope === 'event' ? filter.property : '', event);
  const set = (next: readonly string[]): void => onChange({ ...filter, values: next });
  const invalid = Object.keys(errors).some((name) => name.startsWith(`${field}.value`));
  return (
    <>
      {values.map((value, place) => (
        <Fragment key={place}>
          {place > 0 ? <Plain>{op === 'eq' ? 'or' : 'nor'}</Plain> : null}
          <Noun
            label={place === 0 ? `${label}: value` : `${label}: value ${place + 1}`}
            placeholder='value'
            invalid={invalid}
            options={options.filter((it) => !values.includes(it.value) || it.value === value)}
            value={value}
            onChange={(next) => set(values.map((it, at) => at === place ? next : it))}
          />
          {place > 0
            ? (
              <Without
                label={`${label}: without value ${place + 1}`}
                onClick={() => set(values.filter((_, at) => at !== place))}
              />
            )
            : null}
        </Fragment>
      ))}
      {takesSeveral(op)
        ? (
          <button
            type='button'
            className='or-more'
            aria-label={`${label}: another value`}
            onClick={() => set([...values, ''])}
          >
            {op === 'eq' ? 'or…' : 'nor…'}
          </button>
        )
        : null}
    </>
  );
}
