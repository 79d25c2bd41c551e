import type { FunnelAnswer, FunnelDefinition, Project } from '@/api/answers.ts';
import { answersChanged } from '@/api/queries.ts';
import type { Query } from '@/api/useQuery.ts';
import { RangePicker } from '@/dates/RangePicker.tsx';
import { funnelPath } from '@/question/paths.ts';
import { comparesFrom, type View, viewFrom, viewParameters } from '@/question/question.ts';
import { useSearch } from '@/question/search.ts';
import type { RangeInUse } from '@/question/useRange.ts';
import { Icon } from '@/ui/icons.tsx';
import { later } from '@/ui/later.ts';
import { Missing } from '@/ui/Missing.tsx';
import { Popover } from '@/ui/Popover.tsx';
import { Link } from '@/ui/router.tsx';
import { narrow, useMedia } from '@/ui/useMedia.ts';

// What a menu holds is not in the first picture.
const FunnelMore = later(() => import('./FunnelMore.tsx'), Missing);

interface FunnelControlsProps {
  readonly project: Project;
  readonly funnel: FunnelDefinition;
  readonly answer: Query<FunnelAnswer>;
  readonly dates: RangeInUse;
}

const viewNames: Readonly<Record<View, string>> = { river: 'River', bars: 'Bars' };

/** What is asked and how it is drawn; where there is little room the menu has the rest. */
export function FunnelControls(props: FunnelControlsProps): JSX.Element {
  const { project, funnel, answer, dates } = props;
  const isNarrow = useMedia(narrow);
  return (
    <>
      <RangePicker
        range={dates.range}
        today={dates.today}
        timezone={project.timezone}
        onPick={dates.pick}
      />
      {isNarrow ? null : (
        <WideControls
          edit={`${funnelPath(project.id, funnel.id)}/edit`}
          busy={answer.loading}
        />
      )}
      <Popover
        label='Share and more'
        align='end'
        buttonClass='button icon-only'
        buttonLabel='Share and more'
        button={<Icon name='more' />}
      >
        {(close) => (
          <FunnelMore
            project={project}
            funnel={funnel}
            answer={answer.stale ? null : answer.data}
            close={close}
          />
        )}
      </Popover>
    </>
  );
}

function WideControls({ edit, busy }: { edit: string; busy: boolean }): JSX.Element {
  const { search, change } = useSearch();
  const compares = comparesFrom(search);
  const view = viewFrom(search);
  return (
    <>
      <div className='segmented' role='group' aria-label='Drawn as'>
        {(['river', 'bars'] as const).map((it) => (
          <button
            key={it}
            type='button'
            aria-label={viewNames[it]}
            title={viewNames[it]}
            aria-pressed={view === it}
            onClick={() => change(viewParameters(it), 'replace')}
          >
            <Icon name={it} size={14} />
          </button>
        ))}
      </div>
      <button
        type='button'
        className='button'
        aria-pressed={compares}
        title='Compare with the days before'
        onClick={() => change({ compare: compares ? 'off' : null }, 'replace')}
      >
        <Icon name='compare' size={14} />
        vs previous
      </button>
      <Link to={edit} className='button'>
        <Icon name='edit' size={14} />
        Edit
      </Link>
      <button
        type='button'
        className='button icon-only'
        aria-label='Refresh'
        data-busy={busy ? '' : undefined}
        onClick={answersChanged}
      >
        <Icon name='refresh' />
      </button>
    </>
  );
}
