import { useEffect, useMemo } from 'react';
import type { FunnelDefinition } from '@/api/answers.ts';
import { useComparison } from '@/api/comparison.ts';
import { useTurn } from '@/api/turns.ts';
import type { Span } from '@/dates/range.ts';
import { inNoun, nounFor } from '@/question/noun.ts';
import { funnelPath } from '@/question/paths.ts';
import { percentSpan, rate } from '@/ui/format.ts';
import { Silhouette } from '@/ui/river/Silhouette.tsx';
import { Link } from '@/ui/router.tsx';
import { StillRiver } from '../StillRiver.tsx';
import { signed, toneOf, verdictInWords } from '../changeWords.ts';
import { type Glance, glanceFrom } from './glance.ts';
import { RowMenu } from './RowMenu.tsx';
import { useSeen } from '@/ui/useSeen.ts';

interface FunnelRowProps {
  readonly funnel: FunnelDefinition;
  readonly span: Span;
  /** What goes with the reader into a funnel. */
  readonly search: string;
  /** Also while it is out of sight, since the order waits for it. */
  readonly asksAnyway: boolean;
  readonly onGlance: (id: string, glance: Glance | null) => void;
}

/** One funnel at a glance. Its figures are asked for when it comes into sight and it is its turn. */
export function FunnelRow(props: FunnelRowProps): JSX.Element {
  const { funnel, span, search, asksAnyway, onGlance } = props;
  const [row, seen] = useSeen<HTMLLIElement>();
  const turn = useTurn(seen || asksAnyway ? span : null, `${span.start} ${span.end}`);
  const { data, problem, stale, loading, retry } = useComparison(funnel.id, turn.asked);
  const glance = useMemo(() => data ? glanceFrom(data) : null, [data]);
  const settled = turn.asked !== null && (problem !== null || (data !== null && !stale));
  const { end } = turn;
  useEffect(() => {
    if (!settled) return;
    end();
    onGlance(funnel.id, glance);
  }, [settled, glance, funnel.id, end, onGlance]);
  return (
    <li ref={row} className='funnel-row' aria-busy={loading || !settled}>
      <span className='funnel-picture'>
        {glance && glance.entered > 0
          ? <Silhouette shares={glance.shares} width={112} height={36} />
          : <StillRiver />}
      </span>
      <span className='funnel-name'>
        <Link to={funnelPath(funnel.project_id, funnel.id) + search}>{funnel.name}</Link>
        <span>{funnel.stages.map(({ name }) => name).join(' → ')}</span>
      </span>
      {problem && !data
        ? (
          <span className='funnel-failed'>
            {problem.message}{' '}
            <button type='button' className='text-button' onClick={retry}>Try again</button>
          </span>
        )
        : (
          <Figures
            glance={glance}
            stale={stale || !turn.current}
            noun={nounFor(funnel.count_by)}
          />
        )}
      <RowMenu funnel={funnel} />
    </li>
  );
}

interface FiguresProps {
  readonly glance: Glance | null;
  readonly stale: boolean;
  readonly noun: ReturnType<typeof nounFor>;
}

function Figures({ glance, stale, noun }: FiguresProps): JSX.Element {
  const empty = glance !== null && glance.entered === 0;
  return (
    <span className='funnel-figures' data-stale={stale ? '' : undefined}>
      <span className='funnel-rate'>
        <b>{glance === null ? '' : empty ? '–' : rate(glance.rate)}</b>
        <small>
          {glance === null || empty
            ? ''
            : glance.tooFew || glance.interval === null
            ? 'too few to tell'
            : percentSpan(glance.interval)}
        </small>
      </span>
      <span className='funnel-entered'>
        {glance === null ? '' : empty ? 'nobody entered' : `${inNoun(glance.entered, noun)}`}
      </span>
      <Movement glance={glance} />
    </span>
  );
}

/** Against the days before, with what it may be taken for. */
function Movement({ glance }: { readonly glance: Glance | null }): JSX.Element {
  const change = glance?.change ?? null;
  if (change === null) return <span className='funnel-change' />;
  const told = change.verdict !== 'too few';
  return (
    <span
      className='funnel-change'
      data-tone={toneOf(change)}
      title={`Before: ${rate(change.before)}, ${verdictInWords(change)}`}
    >
      {told ? `${signed(change.points)} points` : ''}
      <small>{verdictShort[change.verdict]}</small>
    </span>
  );
}

const verdictShort = {
  'unlikely chance': 'unlikely to be chance',
  'could be chance': 'could be chance',
  'too few': 'too few to compare',
  'too early': 'too early to tell',
} as const;
