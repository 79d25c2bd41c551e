import { type KeyboardEvent, useId } from 'react';
import type { Option } from '@/ui/Combobox.tsx';
import { AnyIcon } from '@/ui/rareIcons.tsx';
import { rampColour } from '@/ui/river/ramp.tsx';
import type { FormErrors } from '@/ui/useForm.ts';
import { Conditions } from './Conditions.tsx';
import type { DragOrder } from './dragOrder.ts';
import { type Order, type StageDraft, titleFrom } from './draft.ts';
import { wordsAt } from './faults.ts';
import { NeverCame } from './NeverCame.tsx';
import { AddClause, StageMenu } from './StageMenus.tsx';
import { Choice, Faults, Noun, Plain, Without } from './words.tsx';

/** What can be done with a stage beside writing it. */
export interface StageMoves {
  readonly move: (from: number, to: number) => void;
  readonly duplicate: (at: number) => void;
  readonly remove: (at: number) => void;
}

interface StageLineProps {
  readonly project: string;
  readonly stage: StageDraft;
  readonly index: number;
  readonly of: number;
  readonly order: Order;
  readonly options: readonly Option[];
  readonly errors: FormErrors;
  readonly drag: DragOrder;
  readonly moves: StageMoves;
  readonly onKeyDown: (event: KeyboardEvent) => void;
  readonly onChange: (part: Partial<StageDraft>) => void;
}

const joining: Readonly<Record<Order, string>> = {
  ordered: 'then',
  strict: 'then at once',
  any: 'and',
};

/** One stage as a line of the sentence. */
export function StageLine(props: StageLineProps): JSX.Element {
  const { project, stage, index, drag, errors, onChange } = props;
  const number = index + 1;
  const faults = useId();
  const shift = drag.shift(index);
  return (
    <li
      className='line'
      data-held={drag.held === index ? '' : undefined}
      data-shifting={drag.held === null ? undefined : ''}
      onKeyDown={props.onKeyDown}
      style={shift === 0 ? {} : { transform: `translateY(${shift}px)` }}
    >
      <button
        type='button'
        className='handle'
        aria-label={`Move stage ${number}`}
        aria-describedby='how-to-move'
        {...drag.handle(index)}
      >
        <AnyIcon name='grip' />
      </button>
      <span className='line-number' aria-hidden='true'>
        <i style={{ background: rampColour(index, props.of) }} />
        {number}
      </span>
      <Phrase {...props} faults={faults} />
      <Label {...props} />
      <StageMenu {...props} />
      <div className='line-notes'>
        <Faults id={faults} words={wordsAt(errors, `stages.${index}`)} />
        {stage.events.map((event, place) => (
          <NeverCame
            key={place}
            project={project}
            event={event}
            onPick={(name) =>
              onChange({ events: stage.events.map((it, at) => at === place ? name : it) })}
          />
        ))}
      </div>
    </li>
  );
}

type PhraseProps = StageLineProps & { readonly faults: string };

function Phrase(props: PhraseProps): JSX.Element {
  const { project, stage, index, errors, onChange } = props;
  const number = index + 1;
  return (
    <div className='phrase' role='group' aria-label={`Stage ${number}`}>
      {index > 0 ? <Plain>{joining[props.order]}</Plain> : null}
      {stage.optional
        ? (
          <span className='clause'>
            <Plain>maybe</Plain>
            <Without
              label={`Stage ${number}: must be done`}
              onClick={() => onChange({ optional: false })}
            />
          </span>
        )
        : null}
      <Events {...props} />
      <Conditions
        project={project}
        event={stage.events.length === 1 ? stage.events[0]?.trim() || null : null}
        conditions={stage.conditions}
        label={`Stage ${number}`}
        field={`stages.${index}`}
        errors={errors}
        onChange={(conditions) => onChange({ conditions })}
      />
      <FirstTime {...props} />
      <AddClause {...props} />
    </div>
  );
}

/** What the stage is called. */
function Label({ stage, index, onChange }: StageLineProps): JSX.Element {
  return (
    <div className='called'>
      <span aria-hidden='true'>as</span>
      <input
        className='word label'
        aria-label={`Stage ${index + 1}: label`}
        autoComplete='off'
        maxLength={200}
        placeholder={titleFrom(stage.events[0] ?? '') || 'Label'}
        value={stage.name}
        onChange={(event) => onChange({ name: event.target.value })}
      />
    </div>
  );
}

/** The event that fills a stage, and others that do as well. */
function Events(
  { stage, index, options, errors, faults, onChange }: PhraseProps,
): JSX.Element {
  const { events } = stage;
  const number = index + 1;
  return (
    <>
      {events.map((event, place) => (
        <span key={place} className='clause'>
          {place > 0 ? <Plain>or</Plain> : null}
          <Noun
            label={place === 0
              ? `Stage ${number}: event`
              : `Stage ${number}: or event ${place + 1}`}
            placeholder={index === 0 && place === 0 ? 'which event' : 'event'}
            invalid={errors[`stages.${index}.events.${place}`] !== undefined}
            describedBy={faults}
            options={options.filter((it) => !events.includes(it.value) || it.value === event)}
            value={event}
            onChange={(next) =>
              onChange({ events: events.map((it, at) => at === place ? next : it) })}
          />
          {place > 0
            ? (
              <Without
                label={`Stage ${number}: without event ${place + 1}`}
                onClick={() => onChange({ events: events.filter((_, at) => at !== place) })}
              />
            )
            : null}
        </span>
      ))}
    </>
  );
}

const firstTimes = {
  event: 'for the first time ever',
  filtered: 'for the first time like this',
} as const;

function FirstTime({ stage, index, onChange }: StageLineProps): JSX.Element | null {
  if (stage.firstTime === '') return null;
  const number = index + 1;
  return (
    <span className='clause'>
      <Choice
        label={`Stage ${number}: which time counts`}
        value={stage.firstTime}
        choices={firstTimes}
        onChange={(firstTime) => onChange({ firstTime })}
      />
      <Without
        label={`Stage ${number}: every time counts`}
        onClick={() => onChange({ firstTime: '' })}
      />
    </span>
  );
}
