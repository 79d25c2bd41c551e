import { Combobox } from '@/ui/Combobox.tsx';
import { Field } from '@/ui/Field.tsx';
import { Icon } from '@/ui/icons.tsx';
import type { FormErrors } from '@/ui/useForm.ts';
import {
  type Draft,
  type Effect,
  effects,
  type ExclusionDraft,
  newExclusion,
  type Order,
  orders,
  type Unit,
  units,
} from './draft.ts';
import { useEventOptions, usePropertyOptions } from './known.ts';

interface CountingFieldsProps {
  readonly project: string;
  readonly draft: Draft;
  readonly errors: FormErrors;
  readonly onChange: (draft: Draft) => void;
}

const choices = (words: Readonly<Record<string, string>>): readonly JSX.Element[] =>
  Object.entries(words).map(([value, text]) => <option key={value} value={value}>{text}</option>);

/** Who is counted, in which order, and what strikes an attempt. */
export function CountingFields(props: CountingFieldsProps): JSX.Element {
  const { project, draft, errors, onChange } = props;
  const properties = usePropertyOptions(project, null);
  return (
    <div className='counting'>
      <Field
        label='Order'
        name='order'
        errors={errors}
        control={(tie) => (
          <select
            {...tie}
            className='input'
            value={draft.order}
            onChange={({ target }) => onChange({ ...draft, order: target.value as Order })}
          >
            {choices(orders)}
          </select>
        )}
      />
      <Field
        label='Count'
        name='count_by'
        errors={errors}
        control={(tie) => (
          <div className='side-by-side'>
            <select
              {...tie}
              className='input'
              value={draft.unit}
              onChange={({ target }) => onChange({ ...draft, unit: target.value as Unit })}
            >
              {choices(units)}
            </select>
            {draft.unit === 'property' || draft.unit === 'user_property'
              ? (
                <Combobox
                  aria-label='Property that is counted'
                  placeholder='cart_id'
                  options={draft.unit === 'property' ? properties : []}
                  value={draft.unitProperty}
                  onChange={(unitProperty) => onChange({ ...draft, unitProperty })}
                />
              )
              : null}
          </div>
        )}
      />
      <HeldConstant {...props} />
      <Exclusions {...props} />
    </div>
  );
}

/** Properties that all stages of an attempt share. */
function HeldConstant({ project, draft, errors, onChange }: CountingFieldsProps): JSX.Element {
  const properties = usePropertyOptions(project, null);
  const held = draft.holdConstant;
  const set = (holdConstant: readonly string[]): void => onChange({ ...draft, holdConstant });
  return (
    <fieldset className='clauses'>
      <legend>The same at every stage</legend>
      {held.map((name, place) => (
        <div key={place} className='clause-row'>
          <Combobox
            aria-label={`Property ${place + 1} that stays the same`}
            placeholder='cart_id'
            options={properties}
            value={name}
            onChange={(next) => set(held.map((it, at) => at === place ? next : it))}
          />
          <button
            type='button'
            className='row-button'
            aria-label={`Remove property ${place + 1}`}
            onClick={() => set(held.filter((_, at) => at !== place))}
          >
            <Icon name='close' />
          </button>
        </div>
      ))}
      {errors['hold_constant'] ? <p className='field-error'>{errors['hold_constant']}</p> : null}
      <button type='button' className='quiet-button' onClick={() => set([...held, ''])}>
        <Icon name='plus' size={14} />A property, such as the cart
      </button>
    </fieldset>
  );
}

function Exclusions({ project, draft, errors, onChange }: CountingFieldsProps): JSX.Element {
  const { exclusions } = draft;
  const set = (next: readonly ExclusionDraft[]): void => onChange({ ...draft, exclusions: next });
  return (
    <fieldset className='clauses'>
      <legend>Left out</legend>
      {exclusions.map((exclusion, place) => (
        <Exclusion
          key={exclusion.key}
          project={project}
          draft={draft}
          exclusion={exclusion}
          number={place + 1}
          error={errors[`exclusions.${place}.event`] ??
            errors[`exclusions.${place}.before_stage`] ??
            errors[`exclusions.${place}.after_stage`] ?? errors[`exclusions.${place}`]}
          onChange={(next) => set(exclusions.map((it, at) => at === place ? next : it))}
          onRemove={() => set(exclusions.filter((_, at) => at !== place))}
        />
      ))}
      {exclusions.length > 0
        ? (
          <label className='clause-effect'>
            Who does this
            <select
              className='input'
              value={draft.exclusionEffect}
              onChange={({ target }) =>
                onChange({ ...draft, exclusionEffect: target.value as Effect })}
            >
              {choices(effects)}
            </select>
          </label>
        )
        : null}
      <button
        type='button'
        className='quiet-button'
        onClick={() => set([...exclusions, newExclusion()])}
      >
        <Icon name='plus' size={14} />Those who do something in between
      </button>
    </fieldset>
  );
}

interface ExclusionProps {
  readonly project: string;
  readonly draft: Draft;
  readonly exclusion: ExclusionDraft;
  readonly number: number;
  readonly error: string | undefined;
  readonly onChange: (exclusion: ExclusionDraft) => void;
  readonly onRemove: () => void;
}

function Exclusion(props: ExclusionProps): JSX.Element {
  const { project, draft, exclusion, number, error, onChange, onRemove } = props;
  const events = useEventOptions(project);
  const last = draft.stages.length;
  const stages = draft.stages.map((_, index) => index + 1);
  const label = `Exclusion ${number}`;
  return (
    <div className='clause-row exclusion'>
      <Combobox
        aria-label={`${label}: event`}
        aria-invalid={error ? true : undefined}
        placeholder='refund'
        options={events}
        value={exclusion.event}
        onChange={(event) => onChange({ ...exclusion, event })}
      />
      {draft.order === 'any' ? null : (
        <span className='between'>
          between
          <select
            className='input'
            aria-label={`${label}: after stage`}
            value={exclusion.after ?? 1}
            onChange={({ target }) => onChange({ ...exclusion, after: Number(target.value) })}
          >
            {stages.slice(0, -1).map((stage) => <option key={stage} value={stage}>{stage}</option>)}
          </select>
          and
          <select
            className='input'
            aria-label={`${label}: before stage`}
            value={Math.min(exclusion.before ?? last, last)}
            onChange={({ target }) => onChange({ ...exclusion, before: Number(target.value) })}
          >
            {stages.slice(1).map((stage) => <option key={stage} value={stage}>{stage}</option>)}
          </select>
        </span>
      )}
      <button
        type='button'
        className='row-button'
        aria-label={`Remove ${label}`}
        onClick={onRemove}
      >
        <Icon name='close' />
      </button>
      {error ? <p className='field-error' role='alert'>{error}</p> : null}
    </div>
  );
}
