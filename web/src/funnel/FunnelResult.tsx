import { lazy, Suspense, useMemo } from 'react';
import type { FunnelAnswer, FunnelDefinition, Project } from '@/api/answers.ts';
import { useComparison } from '@/api/comparison.ts';
import type { Query } from '@/api/useQuery.ts';
import { useFirstPicture } from '@/ui/firstPicture.ts';
import { Notice } from '@/ui/Notice.tsx';
import { spanInWords } from '@/dates/range.ts';
import { FunnelSkeleton } from './FunnelSkeleton.tsx';
import { Headline } from './Headline.tsx';
import { type Changes, changesFrom } from './comparison.ts';
import { CountedHere } from './counted/CountedHere.tsx';
import { nounFor } from '@/question/noun.ts';
import { type Funnel, funnelFrom } from './model.ts';
import { FunnelChart } from './FunnelChart.tsx';
import type { RangeInUse } from '@/question/useRange.ts';

// Neither is in the first picture: one stands below it, the other in its place.
const Deeper = lazy(() => import('./Deeper.tsx'));
const EmptyRange = lazy(() => import('./EmptyRange.tsx'));

interface FunnelResultProps {
  readonly project: Project;
  readonly funnel: FunnelDefinition;
  readonly answer: Query<FunnelAnswer>;
  readonly dates: RangeInUse;
  readonly compares: boolean;
}

/** The answer in whichever state it is: coming, failed, empty, or there. */
export function FunnelResult(props: FunnelResultProps): JSX.Element {
  const { project, funnel, answer, dates } = props;
  const { data, problem, retry } = answer;
  const model = useMemo(() => data && funnelFrom(data), [data]);
  const noun = useMemo(() => nounFor(funnel.count_by), [funnel.count_by]);
  const later = useFirstPicture(model !== null);
  const changes = useChanges(props, later ? model : null);
  const again = <button type='button' className='button' onClick={retry}>Try again</button>;
  if (!data || !model) {
    return problem
      ? (
        <Notice title='The numbers could not be loaded' action={again}>
          {problem.message}
        </Notice>
      )
      : <FunnelSkeleton names={funnel.stages.map(({ name }) => name)} />;
  }
  return (
    <div className='result' data-stale={answer.stale ? '' : undefined} aria-busy={answer.loading}>
      {problem && problem.kind !== 'signed-out'
        ? (
          <Notice
            form='banner'
            title={answer.stale
              ? `These are the numbers of ${daysOf(data, dates)}`
              : 'These numbers may be old'}
            action={again}
          >
            {problem.message}
          </Notice>
        )
        : null}
      {model.entered === 0
        ? (
          <Suspense fallback={null}>
            <EmptyRange project={project} funnel={funnel} dates={dates} noun={noun} />
          </Suspense>
        )
        : (
          <>
            <Headline funnel={model} noun={noun} changes={changes} compares={props.compares} />
            <FunnelChart funnel={model} noun={noun} changes={changes} />
            <Suspense fallback={<div className='panels' />}>
              {later
                ? (
                  <Deeper
                    project={project}
                    definition={funnel}
                    answer={data}
                    funnel={model}
                    changes={changes}
                    span={dates.span}
                    noun={noun}
                  />
                )
                : <div className='panels' />}
            </Suspense>
            <CountedHere project={project} definition={funnel} answer={data} noun={noun} />
          </>
        )}
    </div>
  );
}

/** The days before are asked for once these are answered: they would only hold them up. */
function useChanges(
  { funnel, answer, dates, compares }: FunnelResultProps,
  model: Funnel | null,
): Changes | null {
  const wanted = compares && model !== null && model.entered > 0 && !answer.stale;
  const { data } = useComparison(funnel.id, wanted ? dates.span : null);
  return useMemo(() => data && model && changesFrom(model, data.comparison), [data, model]);
}

/** The days that an answer is about, which may be others than those asked for last. */
function daysOf({ date_range: { start, end } }: FunnelAnswer, { today }: RangeInUse): string {
  return spanInWords({ start: start.slice(0, 10), end: end.slice(0, 10) }, today);
}
