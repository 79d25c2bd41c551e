import { useEffect } from 'react';
import type { FunnelDefinition, Project } from '@/api/answers.ts';
import { useFunnelAnswer, useFunnels } from '@/api/queries.ts';
import { useTurn } from '@/api/turns.ts';
import type { Span } from '@/dates/range.ts';
import { rate } from '@/ui/format.ts';
import { useAfter } from '@/ui/useAfter.ts';
import { Icon } from '@/ui/icons.tsx';
import { Link, pathOf, searchOf, useAddress } from '@/ui/router.tsx';
import { funnelPath, funnelsPath } from '@/question/paths.ts';
import { carriedSearch } from '@/question/question.ts';
import { useRange } from '@/question/useRange.ts';

/** The page on show is asked for first, the conversions of the others afterwards. */
const arrivalMilliseconds = 250;

/** The project's funnels, each with its conversion in the range on show. */
export function FunnelList({ project }: { project: Project }): JSX.Element {
  const funnels = useFunnels(project.id);
  const { span } = useRange(project.timezone);
  const address = useAddress();
  const path = pathOf(address);
  const active = funnels.data?.filter((funnel) => funnel.is_active);
  const calm = useAfter(arrivalMilliseconds, true);
  return (
    <>
      <div className='sidebar-heading'>
        <h2>
          <Link to={funnelsPath(project.id)}>Funnels</Link>
        </h2>
        <Link to={`/projects/${project.id}/funnels/new`} aria-label='New funnel'>
          <Icon name='plus' size={14} />
        </Link>
      </div>
      <nav aria-label='Funnels' className='sidebar-list'>
        {active?.map((funnel) => (
          <FunnelRow
            key={funnel.id}
            funnel={funnel}
            span={calm || path === funnelPath(project.id, funnel.id) ? span : null}
            open={path === funnelPath(project.id, funnel.id)}
          />
        ))}
      </nav>
      {active?.length === 0 ? <p className='sidebar-none'>None yet</p> : null}
      {funnels.problem && !funnels.data
        ? <p className='sidebar-none'>{funnels.problem.message}</p>
        : null}
    </>
  );
}

interface FunnelRowProps {
  readonly funnel: FunnelDefinition;
  /** Null while nothing should be asked yet. */
  readonly span: Span | null;
  readonly open: boolean;
}

function FunnelRow({ funnel, span, open }: FunnelRowProps): JSX.Element {
  // The open funnel is asked for in full by its page; the others need only their counts.
  const turn = useTurn(open ? null : span, `${span?.start} ${span?.end}`);
  const answer = useFunnelAnswer(
    funnel.id,
    open ? span : turn.asked,
    open ? 'everything' : 'counts',
  );
  const settled = answer.problem !== null || (answer.data !== null && !answer.stale);
  const { end } = turn;
  useEffect(() => {
    if (settled) end();
  }, [settled, end]);
  const search = searchOfAddress(useAddress());
  return (
    <Link
      to={funnelPath(funnel.project_id, funnel.id) + search}
      className='sidebar-row'
      title={funnel.name}
    >
      <Icon name='funnel' />
      <span className='sidebar-text'>{funnel.name}</span>
      <b data-stale={answer.stale ? '' : undefined}>
        {answer.data && answer.data.entered_users > 0
          ? rate(answer.data.overall_conversion_rate)
          : ''}
      </b>
    </Link>
  );
}

/** The range goes with the reader from funnel to funnel. */
const searchOfAddress = (address: string): string =>
  address.includes('/funnels/') ? carriedSearch(searchOf(address)) : '';
