import type { FunnelAnswer, FunnelDefinition, Project } from '@/api/answers.ts';
import { spanInWords } from '@/dates/range.ts';
import { duration, lengthInWords } from '@/ui/format.ts';
import type { Noun } from '@/question/noun.ts';
import type { Funnel } from './model.ts';

interface HowCountedProps {
  readonly project: Project;
  readonly definition: FunnelDefinition;
  readonly answer: FunnelAnswer;
  readonly funnel: Funnel;
  readonly noun: Noun;
}

const orders: Readonly<Record<string, string>> = {
  ordered: 'Stages in this order; anything may happen in between',
  strict: 'Stages one right after the other, nothing in between',
  any: 'All stages, in whichever order',
};

/** What stands behind the numbers, so that they can be trusted and repeated. */
export function HowCounted(props: HowCountedProps): JSX.Element {
  const { project, definition, answer, funnel, noun } = props;
  const { window_seconds: window, order } = definition;
  const { start, end } = answer.date_range;
  const { average_seconds: average, p90_seconds: p90 } = funnel.times;
  const zone = project.timezone.replaceAll('_', ' ');
  const facts: readonly (readonly [string, string])[] = [
    ['Days', `${spanInWords({ start: start.slice(0, 10), end: end.slice(0, 10) }, '')} in ${zone}`],
    ['Order', orders[order] ?? order],
    [
      'Time allowed',
      window === null
        ? 'As long as it takes, within these days'
        : `${lengthInWords(window)} from the first stage`,
    ],
    ['Counted', `Each ${noun.one} once, with the attempt that went furthest`],
    ...(average === null || p90 === null
      ? []
      : [['To convert', `${duration(average)} on average, 90% within ${duration(p90)}`] as const]),
    ['Rates', '± and intervals are Wilson’s, at 95%'],
  ];
  return (
    <section className='how'>
      <h2>How this is counted</h2>
      <dl>
        {facts.map(([term, value]) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
