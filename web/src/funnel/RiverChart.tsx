import { useState } from 'react';
import { phone, useMedia } from '@/ui/useMedia.ts';
import { useTween } from '@/ui/useTween.ts';
import { useWidth } from '@/ui/useWidth.ts';
import type { Changes } from './comparison.ts';
import type { Noun } from '@/question/noun.ts';
import type { Funnel } from './model.ts';
import { RiverAcross } from './RiverAcross.tsx';
import { RiverDown } from './RiverDown.tsx';
import type { Flow } from '@/ui/river/geometry.ts';
import { StepNote } from './StepNote.tsx';

export interface RiverViewProps {
  readonly funnel: Funnel;
  readonly flow: Flow;
  readonly noun: Noun;
  readonly changes: Changes | null;
  readonly width: number;
  /** The step to tell apart, and how one is chosen: by pointing for now, by pressing to stay. */
  readonly active: number | null;
  readonly pinned: number | null;
  readonly onPoint: (step: number | null) => void;
  readonly onPin: (step: number | null) => void;
}

/** Labels collide in columns narrower than the first; one that scrolls anyway may be roomier. */
const narrowestColumn = 112;
const scrollingColumn = 132;
/** The note needs this much of the last column, else it goes below. */
const noteColumn = 208;

interface RiverChartProps {
  readonly funnel: Funnel;
  readonly noun: Noun;
  readonly changes: Changes | null;
}

export function RiverChart({ funnel, noun, changes }: RiverChartProps): JSX.Element {
  const [element, room] = useWidth<HTMLElement>();
  const isPhone = useMedia(phone);
  const [pointed, setPointed] = useState<number | null>(null);
  const [pinned, setPinned] = useState<number | null>(null);
  const flow = useFlow(funnel);
  const active = pointed ?? pinned;
  const stages = funnel.stages.length;
  const fits = isPhone || room >= narrowestColumn * stages;
  const width = fits ? room : Math.max(room, scrollingColumn * stages);
  const explained = active ?? funnel.leak ?? 0;
  const noteInside = !isPhone && width / stages >= noteColumn;
  const note = <StepNote funnel={funnel} step={explained} noun={noun} changes={changes} />;
  const view = {
    funnel,
    flow,
    noun,
    changes,
    width,
    active,
    pinned,
    onPoint: setPointed,
    onPin: setPinned,
  };
  return (
    <section className='chart' aria-label='Funnel' ref={element}>
      {room === 0
        ? null
        : isPhone
        ? <RiverDown {...view} />
        : <RiverAcross {...view} scrolls={width > room}>{noteInside ? note : null}</RiverAcross>}
      {isPhone && funnel.waiting > 0
        ? (
          <p className='chart-legend'>
            <i className='dots' aria-hidden='true' />still in time
          </p>
        )
        : null}
      {room === 0 || noteInside ? null : <div className='note-below'>{note}</div>}
    </section>
  );
}

/** The counts as they are drawn: all of them move together when the range changes. */
function useFlow(funnel: Funnel): Flow {
  const stages = funnel.stages.length;
  const shown = useTween([
    ...funnel.stages.map(({ users }) => users),
    ...funnel.steps.map(({ waiting }) => waiting),
    ...funnel.steps.map(({ left }) => left),
  ]);
  return {
    users: shown.slice(0, stages),
    waiting: shown.slice(stages, 2 * stages - 1),
    left: shown.slice(2 * stages - 1),
  };
}
