import { count, duration, rate } from '@/ui/format.ts';
import type { Funnel, Noun, Stage } from './model.ts';

const time = (seconds: number | null): string => seconds === null ? '–' : duration(seconds);

/** The chart's twin: the same numbers, exact, to be read line by line or copied. */
export function StageTable({ funnel, noun }: { funnel: Funnel; noun: Noun }): JSX.Element {
  return (
    <section className='stage-table'>
      <h2 id='stage-table'>Stage by stage</h2>
      <div className='table-scroll' tabIndex={0} role='region' aria-labelledby='stage-table'>
        <table>
          <thead>
            <tr>
              <th scope='col'>Stage</th>
              <th scope='col'>{noun.many[0]?.toUpperCase() + noun.many.slice(1)}</th>
              <th scope='col'>Of entrants</th>
              <th scope='col'>Of stage before</th>
              <th scope='col'>Left</th>
              <th scope='col'>Still in time</th>
              <th scope='col'>Median</th>
              <th scope='col'>90% within</th>
            </tr>
          </thead>
          <tbody>
            {funnel.stages.map((stage, index) => (
              <tr key={index} data-leak={index - 1 === funnel.leak ? '' : undefined}>
                <th scope='row'>{stage.name}</th>
                <Cells stage={stage} first={index === 0} />
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Cells({ stage, first }: { stage: Stage; first: boolean }): JSX.Element {
  return (
    <>
      <td className='strong'>{count(stage.users)}</td>
      <td>{rate(stage.rate)}</td>
      <td>{first ? '–' : rate(stage.stepRate)}</td>
      <td className='lost'>{first ? '–' : count(stage.dropped)}</td>
      <td>{first ? '–' : count(stage.waiting)}</td>
      <td>{time(stage.times.median_seconds)}</td>
      <td>{time(stage.times.p90_seconds)}</td>
    </>
  );
}
