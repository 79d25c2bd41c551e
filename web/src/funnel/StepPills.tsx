import { type CSSProperties, type KeyboardEvent, type RefObject, useRef, useState } from 'react';
import { count, plusMinus, rate } from '@/ui/format.ts';
import type { Noun } from '@/question/noun.ts';
import type { Funnel, Step } from './model.ts';
import { pointing } from './pointing.ts';
import { stepLabel } from './sentences.ts';

interface StepPillsProps {
  readonly funnel: Funnel;
  readonly noun: Noun;
  readonly places: readonly { readonly x: number; readonly y: number }[];
  readonly brief: boolean;
  readonly pinned: number | null;
  readonly onPoint: (step: number | null) => void;
  readonly onPin: (step: number | null) => void;
}

type SteppingProps = Omit<StepPillsProps, 'places' | 'brief'>;

interface Stepping {
  /** For the element around all pills. */
  readonly group: {
    readonly ref: RefObject<HTMLDivElement>;
    readonly role: 'group';
    readonly 'aria-label': string;
    readonly onKeyDown: (event: KeyboardEvent) => void;
  };
  /** Null for a step that nobody could take. */
  readonly pill: (index: number, brief: boolean, place?: CSSProperties) => JSX.Element | null;
}

/** One Tab stop; arrows go from step to step, Enter keeps a note, Escape lets it go. */
export function useStepping(props: SteppingProps): Stepping {
  const { funnel, noun, pinned, onPoint, onPin } = props;
  const [stop, setStop] = useState(0);
  const group = useRef<HTMLDivElement>(null);
  const reached = funnel.steps.filter(({ from }) => from.users > 0);
  const tabStop = Math.min(stop, reached.length - 1);
  const keys: Readonly<Record<string, (from: number) => number>> = {
    ArrowRight: (from) => from + 1,
    ArrowDown: (from) => from + 1,
    ArrowLeft: (from) => from - 1,
    ArrowUp: (from) => from - 1,
    Home: () => 0,
    End: () => reached.length - 1,
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') return onPin(null);
    const go = keys[event.key];
    if (!go || !(event.target as Element).classList.contains('pill')) return;
    event.preventDefault();
    const next = Math.max(0, Math.min(reached.length - 1, go(tabStop)));
    group.current?.querySelectorAll<HTMLElement>('.pill')[next]?.focus();
  };
  const pill = (index: number, brief: boolean, place?: CSSProperties): JSX.Element | null => {
    const step = reached[index];
    return step === undefined ? null : (
      <button
        key={index}
        type='button'
        className='pill'
        tabIndex={index === tabStop ? 0 : -1}
        aria-label={stepLabel(step, noun)}
        aria-pressed={pinned === index}
        style={place}
        {...pointing(index, onPoint, pinned)}
        onFocus={() => {
          setStop(index);
          onPoint(index);
        }}
        onClick={() => onPin(pinned === index ? null : index)}
      >
        <PillWords step={step} brief={brief} />
      </button>
    );
  };
  return { group: { ref: group, role: 'group', 'aria-label': 'Steps', onKeyDown }, pill };
}

/** The steps' rates over a picture, each at its place. */
export function StepPills({ places, brief, ...props }: StepPillsProps): JSX.Element {
  const { group, pill } = useStepping(props);
  return (
    <div {...group}>
      {places.map(({ x, y }, index) => pill(index, brief, { left: x, top: y }))}
    </div>
  );
}

/** Where a rate would pretend to know, the counts stand themselves. */
function PillWords({ step, brief }: { step: Step; brief: boolean }): JSX.Element {
  if (step.tooFew) return <b>{count(step.to.users)} of {count(step.from.users)}</b>;
  return (
    <>
      <b>{rate(step.rate)}</b>
      {brief ? null : <span>{plusMinus(step.interval)}</span>}
    </>
  );
}
