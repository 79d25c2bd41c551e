import { lazy, Suspense, useEffect } from 'react';
import type { FunnelAnswer, FunnelDefinition, Project } from '@/api/answers.ts';
import { spanInWords } from '@/dates/range.ts';
import type { Noun } from '@/question/noun.ts';
import { splitFrom } from '@/question/question.ts';
import { useSearch } from '@/question/search.ts';
import { useStore } from '@/ui/store.ts';
import { asked } from './figures.ts';

// What it says is fetched when it is first asked for.
const CountedNote = lazy(() => import('./CountedNote.tsx'));

interface CountedHereProps {
  readonly project: Project;
  readonly definition: FunnelDefinition;
  readonly answer: FunnelAnswer;
  readonly noun: Noun;
}

/** Says how a figure of this funnel is counted, once that is asked. */
export function CountedHere(props: CountedHereProps): JSX.Element | null {
  const { project, definition, answer, noun } = props;
  const { search } = useSearch();
  const question = useStore(asked);
  useEffect(() => () => asked.set(null), []);
  if (question === null) return null;
  const { start, end } = answer.date_range;
  const days = spanInWords({ start: start.slice(0, 10), end: end.slice(0, 10) }, '');
  return (
    <Suspense fallback={null}>
      <CountedNote
        definition={definition}
        noun={noun}
        days={`${days} in ${project.timezone.replaceAll('_', ' ')}`}
        attribution={splitFrom(search)?.attribution ?? null}
      />
    </Suspense>
  );
}
