import { count, decimal, duration, percentSpan, rate } from '@/ui/format.ts';
import { previousInWords, signed, toneOf, tooFewInWords, verdictInWords } from './changeWords.ts';
import type { Changes } from './comparison.ts';
import { CountedButton } from './counted/CountedButton.tsx';
import type { Figure as Counted } from './counted/figures.ts';
import type { Noun } from '@/question/noun.ts';
import type { Funnel } from './model.ts';
import { headlineDetail } from './sentences.ts';

interface HeadlineProps {
  readonly funnel: Funnel;
  readonly noun: Noun;
  /** Null while it is not known or not wanted. */
  readonly changes: Changes | null;
  /** Its line is kept free, so that nothing moves when it comes. */
  readonly compares: boolean;
}

interface Figure {
  readonly what: Counted;
  readonly term: string;
  readonly value: string;
  readonly growth?: number | null | undefined;
}

/** The one sentence to take away, and the figures behind it. */
export function Headline({ funnel, noun, changes, compares }: HeadlineProps): JSX.Element {
  const goal = funnel.stages.at(-1)?.name ?? '';
  const figures: readonly Figure[] = [
    {
      what: { figure: 'interval' },
      term: '95% interval',
      value: funnel.interval ? percentSpan(funnel.interval) : '–',
    },
    {
      what: { figure: 'entered' },
      term: 'Entered',
      value: count(funnel.entered),
      growth: changes?.entered,
    },
    {
      what: { figure: 'converted' },
      term: 'Converted',
      value: count(funnel.converted),
      growth: changes?.converted,
    },
    {
      what: { figure: 'median' },
      term: 'Median time',
      value: funnel.times.median_seconds === null ? '–' : duration(funnel.times.median_seconds),
    },
  ];
  return (
    <section className='headline'>
      <h1>
        <CountedButton what={{ figure: 'rate' }} className='headline-rate'>
          {rate(funnel.rate)}
        </CountedButton>{' '}
        <span className='headline-words'>
          of {noun.many} reach {goal}
          <small>{headlineDetail(funnel, noun)}</small>
          {changes
            ? <ChangeLine changes={changes} />
            : compares
            ? <small className='change' />
            : null}
        </span>
      </h1>
      <dl>
        {figures.map(({ what, term, value, growth }) => (
          <div key={term}>
            <dt>
              <CountedButton what={what}>{term}</CountedButton>
            </dt>
            <dd>
              {value}
              {growth === null || growth === undefined
                ? null
                : <em title='on the days before'>{growthInWords(growth)}</em>}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

const growthInWords = (growth: number): string =>
  Math.abs(growth) >= 1000 ? `×${decimal(1 + growth / 100, 0)}` : `${signed(growth)}%`;

function ChangeLine({ changes }: { changes: Changes }): JSX.Element {
  const { overall } = changes;
  if (overall.verdict === 'too few') {
    return <small className='change'>{tooFewInWords(changes)}</small>;
  }
  const same = signed(overall.points) === '±0';
  return (
    <small className='change'>
      <b data-tone={same ? undefined : toneOf(overall)}>
        {same
          ? 'The same'
          : `${overall.points < 0 ? '▼' : '▲'} ${decimal(Math.abs(overall.points))} points`}
      </b>{' '}
      {same ? 'as in' : 'on'} {previousInWords(changes)}
      {same ? '' : `, ${verdictInWords(overall)}`}
    </small>
  );
}
