import { lazy, Suspense, useMemo, useState } from 'react';
import { phone, useMedia } from '@/ui/useMedia.ts';
import { useLeakCommands } from './commands.ts';
import { useTween } from '@/ui/useTween.ts';
import { useWidth } from '@/ui/useWidth.ts';
import { viewFrom } from '@/question/question.ts';
import { useSearch } from '@/question/search.ts';
import type { Changes } from './comparison.ts';
import type { Noun } from '@/question/noun.ts';
import { layoutFor } from './layout.ts';
import type { Funnel } from './model.ts';
import { RiverAcross } from './RiverAcross.tsx';
import { RiverDown } from './RiverDown.tsx';
import type { Flow } from '@/ui/river/geometry.ts';
import { ScrollAcross } from '@/ui/ScrollAcross.tsx';
import { StepNote } from './StepNote.tsx';

// Most visits look at the river; who prefers bars fetches them once.
const BarsAcross = lazy(() =>
  import('./bars/pages.ts').then(({ BarsAcross: page }) => ({ default: page }))
);
const BarsDown = lazy(() =>
  import('./bars/pages.ts').then(({ BarsDown: page }) => ({ default: page }))
);

export interface FunnelViewProps {
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

interface FunnelChartProps {
  readonly funnel: Funnel;
  readonly noun: Noun;
  readonly changes: Changes | null;
}

/** The funnel as a river or as bars, with the note on the step one looks at. */
export function FunnelChart({ funnel, noun, changes }: FunnelChartProps): JSX.Element {
  const [element, room] = useWidth<HTMLElement>();
  useLeakCommands(funnel, element);
  const isPhone = useMedia(phone);
  const [pointed, setPointed] = useState<number | null>(null);
  const [pinned, setPinned] = useState<number | null>(null);
  const flow = useFlow(funnel);
  const view = viewFrom(useSearch().search);
  const active = pointed ?? pinned;
  const { width, noteAt } = layoutFor(view, room, isPhone, funnel.stages.length);
  const explained = active ?? funnel.leak ?? 0;
  const note = <StepNote funnel={funnel} step={explained} noun={noun} changes={changes} />;
  const props = {
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
  const picture = isPhone
    ? view === 'bars' ? <BarsDown {...props} /> : <RiverDown {...props} />
    : view === 'bars'
    ? <BarsAcross {...props} />
    : <RiverAcross {...props}>{noteAt === 'corner' ? note : null}</RiverAcross>;
  return (
    <section className='chart' data-view={view} aria-label='Funnel' ref={element}>
      {room === 0 ? null : (
        <div className={noteAt === 'side' ? 'chart-sides' : undefined}>
          <Suspense fallback={<div className='chart-coming' />}>
            {isPhone
              ? picture
              : <ScrollAcross label='Stages' width={width}>{picture}</ScrollAcross>}
          </Suspense>
          {noteAt === 'side' ? <div className='note-side'>{note}</div> : null}
        </div>
      )}
      {isPhone && view === 'river' && funnel.waiting > 0
        ? (
          <p className='chart-legend'>
            <i className='dots' aria-hidden='true' />still in time
          </p>
        )
        : null}
      {room > 0 && noteAt === 'below' ? <div className='note-below'>{note}</div> : null}
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
  // The same object while nothing moves: pointing at a step draws no other step anew.
  return useMemo(() => ({
    users: shown.slice(0, stages),
    waiting: shown.slice(stages, 2 * stages - 1),
    left: shown.slice(2 * stages - 1),
  }), [shown, stages]);
}
