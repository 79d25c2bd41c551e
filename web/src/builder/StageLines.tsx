import { type KeyboardEvent, useRef, useState } from 'react';
import { Icon } from '@/ui/icons.tsx';
import type { FormErrors } from '@/ui/useForm.ts';
import { useDragOrder } from './dragOrder.ts';
import { type Draft, duplicated, mostStages, moved, newStage, type StageDraft } from './draft.ts';
import { useEventOptions } from './known.ts';
import { newFilter } from './filters.ts';
import { type FocusAfter, useFocusAfter } from './focusAfter.ts';
import { nounOf } from './sentence.ts';
import { StageLine, type StageMoves } from './StageLine.tsx';

interface StageLinesProps {
  readonly project: string;
  readonly draft: Draft;
  readonly errors: FormErrors;
  readonly onChange: (stages: readonly StageDraft[]) => void;
}

/** The stages, one line each: written, moved by handle or Alt with ↑ and ↓, doubled, taken out. */
export function StageLines({ project, draft, errors, onChange }: StageLinesProps): JSX.Element {
  const { stages } = draft;
  const options = useEventOptions(project);
  const list = useRef<HTMLOListElement>(null);
  const focusAfter = useFocusAfter(list);
  const [said, say] = useState('');
  const moves = movesOf(stages, onChange, focusAfter, say);
  const drag = useDragOrder(list, moves.move);
  const onKeyDown = (event: KeyboardEvent, index: number): void => {
    const by = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : 0;
    const onHandle = (event.target as HTMLElement).closest('.handle') !== null;
    if (by === 0 || !(event.altKey || onHandle)) return;
    event.preventDefault();
    moves.move(index, index + by);
  };
  return (
    <>
      <ol ref={list} className='lines' aria-label='Stages'>
        {stages.map((stage, index) => (
          <StageLine
            key={stage.key}
            project={project}
            stage={stage}
            index={index}
            of={stages.length}
            order={draft.order}
            options={options}
            errors={errors}
            drag={drag}
            moves={moves}
            onKeyDown={(event) => onKeyDown(event, index)}
            onChange={(part) => {
              if (grows(stage, part)) focusAfter.goes(index);
              onChange(stages.map((it, at) => at === index ? { ...it, ...part } : it));
            }}
          />
        ))}
      </ol>
      <Adding stages={stages} onChange={onChange} focusAfter={focusAfter} />
      <p id='how-to-move' className='visually-hidden'>
        The up and down arrows move it, and with Alt from anywhere in the stage.
      </p>
      <p role='status' className='visually-hidden'>{said}</p>
    </>
  );
}

interface AddingProps {
  readonly stages: readonly StageDraft[];
  readonly onChange: (stages: readonly StageDraft[]) => void;
  readonly focusAfter: FocusAfter;
}

/** What most funnels are still given: another stage, and a condition for whoever begins. */
function Adding({ stages, onChange, focusAfter }: AddingProps): JSX.Element {
  const [first, ...others] = stages;
  return (
    <>
      <button
        type='button'
        className='quiet-button add-stage'
        disabled={stages.length >= mostStages}
        onClick={() => {
          focusAfter.goes(stages.length);
          onChange([...stages, newStage()]);
        }}
      >
        <Icon name='plus' size={14} />
        {stages.length >= mostStages ? `${mostStages} stages are the most` : 'Add a stage'}
      </button>
      <button
        type='button'
        className='quiet-button'
        onClick={() => {
          if (!first) return;
          focusAfter.goes(0);
          onChange([{ ...first, conditions: [...first.conditions, newFilter()] }, ...others]);
        }}
      >
        <Icon name='filter' size={14} />Only some of them
      </button>
    </>
  );
}

/** What is done with stages as a whole: where the focus is then, and what is said. */
function movesOf(
  stages: readonly StageDraft[],
  onChange: (stages: readonly StageDraft[]) => void,
  focusAfter: FocusAfter,
  say: (words: string) => void,
): StageMoves {
  return {
    move(from, to) {
      const next = moved(stages, from, to);
      const stage = stages[from];
      if (next === stages || !stage) return;
      focusAfter.stays();
      say(`${nounOf(stage)} is now stage ${to + 1} of ${stages.length}.`);
      onChange(next);
    },
    duplicate(at) {
      const stage = stages[at];
      if (!stage) return;
      focusAfter.goes(at + 1);
      say(`${nounOf(stage)} is now also stage ${at + 2} of ${stages.length + 1}.`);
      onChange(duplicated(stages, at));
    },
    remove(at) {
      const stage = stages[at];
      if (!stage) return;
      focusAfter.goes(Math.min(at, stages.length - 2));
      say(`${nounOf(stage)} is removed. ${stages.length - 1} stages are left.`);
      onChange(stages.filter((_, index) => index !== at));
    },
  };
}

/** A part that asks to be written next. */
const grows = (stage: StageDraft, part: Partial<StageDraft>): boolean =>
  (part.events?.length ?? 0) > stage.events.length ||
  (part.conditions?.length ?? 0) > stage.conditions.length;
