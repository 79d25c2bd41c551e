import { type KeyboardEvent, useEffect, useRef } from 'react';
import { Combobox, type Option } from '@/ui/Combobox.tsx';
import { Field } from '@/ui/Field.tsx';
import { Icon } from '@/ui/icons.tsx';
import type { FormErrors } from '@/ui/useForm.ts';
import {
  eventField,
  fewestStages,
  mostStages,
  moved,
  newStage,
  type Order,
  type StageDraft,
  titleFrom,
} from './draft.ts';
import { useEventOptions } from './known.ts';
import { StageClauses } from './StageClauses.tsx';

interface StageEditorProps {
  readonly project: string;
  readonly stages: readonly StageDraft[];
  readonly order: Order;
  readonly errors: FormErrors;
  readonly onChange: (stages: readonly StageDraft[]) => void;
}

/** The stages as numbered rows: the event that fills each, and what to call it. */
export function StageEditor(props: StageEditorProps): JSX.Element {
  const { project, stages, order, errors, onChange } = props;
  const events = useEventOptions(project);
  const list = useRef<HTMLOListElement>(null);
  const follow = useRef<number | null>(null);
  useEffect(() => {
    // A stage that was moved by keyboard keeps the focus where it went.
    if (follow.current === null) return;
    list.current?.children[follow.current]?.querySelector('input')?.focus();
    follow.current = null;
  });
  const change = (index: number, part: Partial<StageDraft>): void =>
    onChange(stages.map((stage, at) => at === index ? { ...stage, ...part } : stage));
  const onKeyDown = (event: KeyboardEvent, index: number): void => {
    const by = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : 0;
    if (!event.altKey || by === 0) return;
    event.preventDefault();
    const next = moved(stages, index, by as 1 | -1);
    if (next === stages) return;
    follow.current = index + by;
    onChange(next);
  };
  return (
    <fieldset className='stage-editor'>
      <legend>Stages</legend>
      <div className='stage-editor-heads' aria-hidden='true'>
        <span>Event</span>
        <span>Label</span>
      </div>
      <ol ref={list}>
        {stages.map((stage, index) => (
          <li
            key={stage.key}
            onKeyDown={(event) => onKeyDown(event, index)}
          >
            <StageEvents
              stage={stage}
              index={index}
              options={events}
              errors={errors}
              onChange={(events) => change(index, { events })}
            />
            <Field
              quiet
              label={`Stage ${index + 1}: label`}
              name={`stages.${index}.name`}
              placeholder={titleFrom(stage.events[0] ?? '') || 'Label'}
              autoComplete='off'
              errors={errors}
              value={stage.name}
              onChange={(event) => change(index, { name: event.target.value })}
            />
            <RowButtons index={index} stages={stages} onChange={onChange} />
            <StageClauses
              project={project}
              stage={stage}
              number={index + 1}
              mayBeOptional={index > 0 && order !== 'any'}
              errors={errors}
              onChange={(part) => change(index, part)}
            />
          </li>
        ))}
      </ol>
      <button
        type='button'
        className='button'
        disabled={stages.length >= mostStages}
        onClick={() => onChange([...stages, newStage()])}
      >
        <Icon name='plus' size={14} />Add a stage
      </button>
      <p className='field-hint'>Alt with ↑ or ↓ moves a stage.</p>
    </fieldset>
  );
}

interface StageEventsProps {
  readonly stage: StageDraft;
  readonly index: number;
  readonly options: readonly Option[];
  readonly errors: FormErrors;
  readonly onChange: (events: readonly string[]) => void;
}

/** The event that fills a stage, and others that do as well. */
function StageEvents({ stage, index, options, errors, onChange }: StageEventsProps): JSX.Element {
  const { events } = stage;
  return (
    <div className='stage-events'>
      {events.map((event, place) => (
        <div key={place} className='stage-event' data-other={place > 0 ? '' : undefined}>
          <Field
            quiet
            label={place === 0
              ? `Stage ${index + 1}: event`
              : `Stage ${index + 1}: or event ${place + 1}`}
            name={eventField(index, place)}
            errors={errors}
            control={(tie) => (
              <Combobox
                {...tie}
                placeholder={index === 0 ? 'page_view' : 'purchase'}
                options={options}
                value={event}
                onChange={(next) =>
                  onChange(events.map((it, at) => at === place ? next : it))}
              />
            )}
          />
          {place > 0
            ? (
              <button
                type='button'
                className='row-button'
                aria-label={`Stage ${index + 1}: without event ${place + 1}`}
                onClick={() =>
                  onChange(events.filter((_, at) => at !== place))}
              >
                <Icon name='close' />
              </button>
            )
            : null}
        </div>
      ))}
    </div>
  );
}

interface RowButtonsProps {
  readonly index: number;
  readonly stages: readonly StageDraft[];
  readonly onChange: (stages: readonly StageDraft[]) => void;
}

function RowButtons({ index, stages, onChange }: RowButtonsProps): JSX.Element {
  const number = index + 1;
  return (
    <span className='row-buttons'>
      <button
        type='button'
        aria-label={`Move stage ${number} up`}
        disabled={index === 0}
        onClick={() => onChange(moved(stages, index, -1))}
      >
        <Icon name='up' />
      </button>
      <button
        type='button'
        aria-label={`Move stage ${number} down`}
        disabled={number === stages.length}
        onClick={() => onChange(moved(stages, index, 1))}
      >
        <Icon name='down' />
      </button>
      <button
        type='button'
        aria-label={`Remove stage ${number}`}
        disabled={stages.length <= fewestStages}
        onClick={() => onChange(stages.filter((_, at) => at !== index))}
      >
        <Icon name='close' />
      </button>
    </span>
  );
}
