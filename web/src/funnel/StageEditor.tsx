import { Field } from '@/ui/Field.tsx';
import { Icon } from '@/ui/icons.tsx';
import type { FormErrors } from '@/ui/useForm.ts';
import {
  fewestStages,
  keptInWords,
  mostStages,
  moved,
  newStage,
  type StageDraft,
  titleFrom,
} from './draft.ts';

interface StageEditorProps {
  readonly stages: readonly StageDraft[];
  readonly errors: FormErrors;
  readonly onChange: (stages: readonly StageDraft[]) => void;
}

/** The stages as numbered rows: the event that fills each, and what to call it. */
export function StageEditor({ stages, errors, onChange }: StageEditorProps): JSX.Element {
  const change = (index: number, part: Partial<StageDraft>): void =>
    onChange(stages.map((stage, at) => at === index ? { ...stage, ...part } : stage));
  return (
    <fieldset className='stage-editor'>
      <legend>Stages</legend>
      <div className='stage-editor-heads' aria-hidden='true'>
        <span>Event</span>
        <span>Label</span>
      </div>
      <ol>
        {stages.map((stage, index) => (
          <li key={stage.key}>
            <Field
              quiet
              label={`Stage ${index + 1}: event`}
              name={`stages.${index}.event`}
              placeholder={index === 0 ? 'page_view' : 'purchase'}
              autoCapitalize='off'
              autoComplete='off'
              spellCheck={false}
              errors={errors}
              value={stage.event}
              readOnly={'any_of' in stage.kept}
              hint={keptInWords(stage)}
              onChange={(event) => change(index, { event: event.target.value })}
            />
            <Field
              quiet
              label={`Stage ${index + 1}: label`}
              name={`stages.${index}.name`}
              placeholder={titleFrom(stage.event) || 'Label'}
              autoComplete='off'
              errors={errors}
              value={stage.name}
              onChange={(event) => change(index, { name: event.target.value })}
            />
            <RowButtons
              index={index}
              stages={stages}
              onChange={onChange}
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
    </fieldset>
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
