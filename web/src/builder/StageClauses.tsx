import { Icon } from '@/ui/icons.tsx';
import type { FormErrors } from '@/ui/useForm.ts';
import type { StageDraft } from './draft.ts';
import { FilterRow } from './FilterRow.tsx';
import { newFilter } from './filters.ts';

interface StageClausesProps {
  readonly project: string;
  readonly stage: StageDraft;
  readonly number: number;
  /** The first stage, and any in whichever order, can't be skipped. */
  readonly mayBeOptional: boolean;
  readonly errors: FormErrors;
  readonly onChange: (part: Partial<StageDraft>) => void;
}

/** What else is asked of a stage's event; each clause appears when it is wanted. */
export function StageClauses(props: StageClausesProps): JSX.Element {
  const { project, stage, number, errors, onChange } = props;
  const { events, filters, optional, firstTime } = stage;
  return (
    <div className='stage-clauses'>
      {filters.length > 0
        ? (
          <ul className='filters'>
            {filters.map((filter, place) => (
              <FilterRow
                key={filter.key}
                project={project}
                event={events.length === 1 ? events[0]?.trim() || null : null}
                filter={filter}
                label={`Stage ${number}, condition ${place + 1}`}
                field={`stages.${number - 1}.filters.${place}`}
                errors={errors}
                onChange={(next) =>
                  onChange({ filters: filters.map((it, at) => at === place ? next : it) })}
                onRemove={() => onChange({ filters: filters.filter((_, at) => at !== place) })}
              />
            ))}
          </ul>
        )
        : null}
      {stage.kept.length > 0
        ? (
          <p className='field-hint'>
            {stage.kept.length === 1 ? 'A condition' : `${stage.kept.length} conditions`}{' '}
            set over the API, with “any” or “all”, stay as they are.
          </p>
        )
        : null}
      <div className='clause-buttons' role='group' aria-label={`Stage ${number}: more`}>
        <button
          type='button'
          className='quiet-button'
          onClick={() => onChange({ filters: [...filters, newFilter()] })}
        >
          <Icon name='filter' size={14} />Condition
        </button>
        <button
          type='button'
          className='quiet-button'
          onClick={() => onChange({ events: [...events, ''] })}
        >
          <Icon name='plus' size={14} />Or another event
        </button>
        {props.mayBeOptional || optional
          ? (
            <label className='check'>
              <input
                type='checkbox'
                checked={optional}
                onChange={({ target }) => onChange({ optional: target.checked })}
              />
              May be skipped
            </label>
          )
          : null}
        <select
          className='quiet-select'
          aria-label={`Stage ${number}: which time counts`}
          value={firstTime}
          onChange={({ target }) =>
            onChange({ firstTime: target.value as StageDraft['firstTime'] })}
        >
          <option value=''>every time</option>
          <option value='event'>first time ever</option>
          <option value='filtered'>first time with these conditions</option>
        </select>
      </div>
      {errors[`stages.${number - 1}.first_time`] || errors[`stages.${number - 1}.optional`]
        ? (
          <p className='field-error' role='alert'>
            {errors[`stages.${number - 1}.first_time`] ?? errors[`stages.${number - 1}.optional`]}
          </p>
        )
        : null}
    </div>
  );
}
