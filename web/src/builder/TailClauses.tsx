import { Icon } from '@/ui/icons.tsx';
import type { FormErrors } from '@/ui/useForm.ts';
import {
  type Draft,
  effects,
  type ExclusionDraft,
  mostExclusions,
  mostHeld,
  newExclusion,
  orders,
  repeats,
  spanOf,
  windowUnits,
} from './draft.ts';
import { Conditions } from './Conditions.tsx';
import { wordsAt } from './faults.ts';
import { newFilter } from './filters.ts';
import { useEventOptions, usePropertyOptions } from './known.ts';
import { NeverCame } from './NeverCame.tsx';
import { nounOf } from './sentence.ts';
import { Choice, Faults, Noun, Plain, Without } from './words.tsx';

interface TailProps {
  readonly project: string;
  readonly draft: Draft;
  readonly errors: FormErrors;
  readonly onChange: (draft: Draft) => void;
}

const windowWords = {
  days: 'days',
  hours: 'hours',
  minutes: 'minutes',
  seconds: 'seconds',
  none: 'no limit of time',
} as const satisfies Record<keyof typeof windowUnits, string>;

/** What holds for the whole: order, time, what stays the same, who is left out. */
export function TailClauses(props: TailProps): JSX.Element {
  const { draft, errors, onChange } = props;
  const faults = ['order', 'window_seconds', 'strict_repeat'].flatMap((name) =>
    wordsAt(errors, name)
  );
  return (
    <>
      <div className='phrase tail' role='group' aria-label='Order and time'>
        <Choice
          label='Order'
          value={draft.order}
          choices={orders}
          onChange={(order) => onChange({ ...draft, order })}
        />
        {draft.order === 'strict'
          ? (
            <span className='clause'>
              <Plain>– a repeat</Plain>
              <Choice
                label='A repeat of the stage just done'
                value={draft.strictRepeat}
                choices={repeats}
                onChange={(strictRepeat) => onChange({ ...draft, strictRepeat })}
              />
              <Plain>–</Plain>
            </span>
          )
          : null}
        <Window {...props} />
        <Held {...props} />
      </div>
      <Faults id='tail-faults' words={faults} />
      <Exclusions {...props} />
      <AddToAll {...props} />
    </>
  );
}

/** “within 14 days” */
function Window({ draft, errors, onChange }: TailProps): JSX.Element {
  const limited = draft.windowUnit !== 'none';
  return (
    <span className='clause'>
      <Plain>{limited ? 'within' : 'with'}</Plain>
      {limited
        ? (
          <input
            className='word amount'
            aria-label='Time to get through'
            aria-invalid={errors['window_seconds'] ? true : undefined}
            aria-describedby='tail-faults'
            inputMode='decimal'
            autoComplete='off'
            size={Math.max(2, draft.windowAmount.length)}
            value={draft.windowAmount}
            onChange={({ target }) => onChange({ ...draft, windowAmount: target.value })}
          />
        )
        : null}
      <Choice
        label='Unit of time'
        value={draft.windowUnit}
        choices={windowWords}
        onChange={(windowUnit) => onChange({ ...draft, windowUnit })}
      />
    </span>
  );
}

/** “with the same cart_id throughout” */
function Held({ project, draft, errors, onChange }: TailProps): JSX.Element {
  const properties = usePropertyOptions(project, null);
  const held = draft.holdConstant;
  const set = (holdConstant: readonly string[]): void => onChange({ ...draft, holdConstant });
  const faults = wordsAt(errors, 'hold_constant');
  return (
    <>
      {held.map((name, place) => (
        <span key={place} className='clause'>
          <Plain>{place === 0 ? 'with the same' : 'and the same'}</Plain>
          <Noun
            label={`Property ${place + 1} that stays the same`}
            placeholder='property'
            invalid={faults.length > 0}
            describedBy='held-faults'
            options={properties.filter((it) => !held.includes(it.value) || it.value === name)}
            value={name}
            onChange={(next) => set(held.map((it, at) => at === place ? next : it))}
          />
          {place === held.length - 1 ? <Plain>throughout</Plain> : null}
          <Without
            label={`Remove property ${place + 1}`}
            onClick={() => set(held.filter((_, at) => at !== place))}
          />
        </span>
      ))}
      <Faults id='held-faults' words={faults} />
    </>
  );
}

function Exclusions({ project, draft, errors, onChange }: TailProps): JSX.Element {
  const { exclusions } = draft;
  const set = (next: readonly ExclusionDraft[]): void => onChange({ ...draft, exclusions: next });
  return (
    <>
      {exclusions.map((exclusion, place) => (
        <div
          key={exclusion.key}
          className='phrase exclusion'
          role='group'
          aria-label={`Exclusion ${place + 1}`}
        >
          {place === 0
            ? (
              <Choice
                label='What an exclusion does'
                value={draft.exclusionEffect}
                choices={effects}
                onChange={(exclusionEffect) => onChange({ ...draft, exclusionEffect })}
              />
            )
            : null}
          <Plain>{place === 0 ? 'anyone who did' : 'or who did'}</Plain>
          <Exclusion
            project={project}
            draft={draft}
            exclusion={exclusion}
            place={place}
            errors={errors}
            onChange={(next) => set(exclusions.map((it, at) => at === place ? next : it))}
          />
          <Without
            label={`Remove Exclusion ${place + 1}`}
            onClick={() => set(exclusions.filter((_, at) => at !== place))}
          />
          <NeverCame
            project={project}
            event={exclusion.event}
            onPick={(event) =>
              set(exclusions.map((it, at) => at === place ? { ...it, event } : it))}
          />
          <Faults
            id={`exclusion-${exclusion.key}`}
            words={wordsAt(errors, `exclusions.${place}`)}
          />
        </div>
      ))}
    </>
  );
}

interface ExclusionProps {
  readonly project: string;
  readonly draft: Draft;
  readonly exclusion: ExclusionDraft;
  readonly place: number;
  readonly errors: FormErrors;
  readonly onChange: (exclusion: ExclusionDraft) => void;
}

function Exclusion(props: ExclusionProps): JSX.Element {
  const { project, draft, exclusion, place, errors, onChange } = props;
  const options = useEventOptions(project);
  const label = `Exclusion ${place + 1}`;
  return (
    <>
      <Noun
        label={`${label}: event`}
        placeholder='event'
        invalid={wordsAt(errors, `exclusions.${place}`).length > 0}
        describedBy={`exclusion-${exclusion.key}`}
        options={options}
        value={exclusion.event}
        onChange={(event) => onChange({ ...exclusion, event })}
      />
      <Conditions
        project={project}
        event={exclusion.event.trim() || null}
        conditions={exclusion.conditions}
        label={label}
        field={`exclusions.${place}`}
        errors={errors}
        onChange={(conditions) => onChange({ ...exclusion, conditions })}
      />
      {draft.order === 'any'
        ? <Plain>meanwhile</Plain>
        : <Between draft={draft} exclusion={exclusion} label={label} onChange={onChange} />}
      <button
        type='button'
        className='or-more'
        aria-label={`${label}: add a condition`}
        onClick={() =>
          onChange({ ...exclusion, conditions: [...exclusion.conditions, newFilter()] })}
      >
        where…
      </button>
    </>
  );
}

/** Between which two stages an exclusion holds. */
function Between({ draft, exclusion, label, onChange }: {
  readonly draft: Draft;
  readonly exclusion: ExclusionDraft;
  readonly label: string;
  readonly onChange: (exclusion: ExclusionDraft) => void;
}): JSX.Element {
  const { stages } = draft;
  const [after, before] = spanOf(draft, exclusion);
  const keyAt = (place: string): number | null => stages[Number(place) - 1]?.key ?? null;
  const choices = (from: number, to: number): Record<string, string> =>
    Object.fromEntries(
      stages.slice(from, to).map((stage, at) => [String(from + at + 1), nounOf(stage)] as const),
    );
  return (
    <span className='clause'>
      <Plain>between</Plain>
      <Choice
        label={`${label}: after stage`}
        value={String(after)}
        choices={choices(0, before - 1)}
        onChange={(place) => onChange({ ...exclusion, after: place === '1' ? null : keyAt(place) })}
      />
      <Plain>and</Plain>
      <Choice
        label={`${label}: before stage`}
        value={String(before)}
        choices={choices(after, stages.length)}
        onChange={(place) =>
          onChange({
            ...exclusion,
            before: place === String(stages.length) ? null : keyAt(place),
          })}
      />
    </span>
  );
}

/** The clauses that the whole may have; they are rarely needed and appear when they are wanted. */
function AddToAll({ draft, onChange }: TailProps): JSX.Element {
  const { exclusions, holdConstant } = draft;
  return (
    <div className='add-to-all' role='group' aria-label='More clauses'>
      <button
        type='button'
        className='quiet-button'
        disabled={exclusions.length >= mostExclusions}
        onClick={() => onChange({ ...draft, exclusions: [...exclusions, newExclusion()] })}
      >
        <Icon name='plus' size={14} />Leave out who does something in between
      </button>
      <button
        type='button'
        className='quiet-button'
        disabled={holdConstant.length >= mostHeld}
        onClick={() => onChange({ ...draft, holdConstant: [...holdConstant, ''] })}
      >
        <Icon name='plus' size={14} />The same property throughout
      </button>
    </div>
  );
}
