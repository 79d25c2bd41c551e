import { count, duration, percentSpan, rate } from '@/ui/format.ts';
import type { Funnel, Noun } from './model.ts';
import { headlineDetail } from './sentences.ts';

/** The one sentence to take away, and the figures behind it. */
export function Headline({ funnel, noun }: { funnel: Funnel; noun: Noun }): JSX.Element {
  const goal = funnel.stages.at(-1)?.name ?? '';
  const figures: readonly (readonly [string, string])[] = [
    ['95% interval', funnel.interval ? percentSpan(funnel.interval) : '–'],
    ['Entered', count(funnel.entered)],
    ['Converted', count(funnel.converted)],
    [
      'Median time',
      funnel.times.median_seconds === null ? '–' : duration(funnel.times.median_seconds),
    ],
  ];
  return (
    <section className='headline'>
      <h1>
        <span className='headline-rate'>{rate(funnel.rate)}</span>{' '}
        <span className='headline-words'>
          of {noun.many} reach {goal}
          <small>{headlineDetail(funnel, noun)}</small>
        </span>
      </h1>
      <dl>
        {figures.map(([term, value]) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
