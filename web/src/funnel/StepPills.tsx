import { type KeyboardEvent, useRef, useState } from 'react';
import { count, plusMinus, rate } from '@/ui/format.ts';
import type { Noun } from '@/question/noun.ts';
import type { Funnel, Step } from './model.ts';
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

/** One Tab stop; arrows go from step to step, Enter keeps a note, Escape lets it go. */
export function StepPills(props: StepPillsProps): JSX.Element {
  const { funnel, noun, places, brief, pinned, onPoint, onPin } = props;
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
    if (!go) return;
    event.preventDefault();
    const next = Math.max(0, Math.min(reached.length - 1, go(tabStop)));
    group.current?.querySelectorAll<HTMLElement>('button')[next]?.focus();
  };
  return (
    <div ref={group} role='group' aria-label='Steps' onKeyDown={onKeyDown}>
      {reached.map((step, index) => (
        <button
          key={index}
          type='button'
          className='pill'
          tabIndex={index === tabStop ? 0 : -1}
          aria-label={stepLabel(step, noun)}
          aria-pressed={pinned === index}
          style={{ left: places[index]?.x, top: places[index]?.y }}
          onPointerEnter={() => onPoint(index)}
          onPointerLeave={() => onPoint(null)}
          onFocus={() => {
            setStop(index);
            onPoint(index);
          }}
          onBlur={() => onPoint(null)}
          onClick={() => onPin(pinned === index ? null : index)}
        >
          <PillWords step={step} brief={brief} />
        </button>
      ))}
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
