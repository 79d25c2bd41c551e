import { PeopleLink } from '@/question/PeopleLink.tsx';
import { CopyCsv } from '@/ui/CopyCsv.tsx';
import { csvOf, type Table } from '@/ui/csv.ts';
import { capital, count, duration, rate } from '@/ui/format.ts';
import { previousInWords, signed, toneOf } from './changeWords.ts';
import type { Change, Changes } from './comparison.ts';
import { CountedButton } from './counted/CountedButton.tsx';
import type { Figure } from './counted/figures.ts';
import type { Noun } from '@/question/noun.ts';
import type { Funnel, Stage } from './model.ts';

const time = (seconds: number | null): string => seconds === null ? '–' : duration(seconds);

/** Null stands for what is counted. */
const columns: readonly (readonly [Exclude<Figure['figure'], 'stage' | 'step'>, string | null])[] =
  [
    ['users', null],
    ['of entrants', 'Of entrants'],
    ['of stage before', 'Of stage before'],
    ['left', 'Left'],
    ['waiting', 'Still in time'],
    ['median of step', 'Median'],
    ['90% of step', '90% within'],
  ];

interface StageTableProps {
  readonly name: string;
  readonly funnel: Funnel;
  readonly noun: Noun;
  readonly changes: Changes | null;
}

/** The chart's twin: the same numbers, exact, to be read line by line or copied. */
export function StageTable({ name, funnel, noun, changes }: StageTableProps): JSX.Element {
  return (
    <section className='stage-table'>
      <header>
        <h2 id='stage-table'>Stage by stage</h2>
        <CopyCsv
          label='Copy the stages as CSV'
          file={`${name}.csv`}
          text={() => csvOf(stageTable(funnel, noun))}
        />
      </header>
      <div className='table-scroll' tabIndex={0} role='region' aria-labelledby='stage-table'>
        <table>
          <thead>
            <tr>
              <th scope='col'>Stage</th>
              {columns.map(([figure, words]) => (
                <th key={figure} scope='col'>
                  <CountedButton what={{ figure }}>{words ?? capital(noun.many)}</CountedButton>
                </th>
              ))}
              {changes
                ? (
                  <th scope='col' title={`On ${previousInWords(changes)}`}>
                    <CountedButton what={{ figure: 'change' }}>Change, points</CountedButton>
                  </th>
                )
                : null}
            </tr>
          </thead>
          <tbody>
            {funnel.stages.map((stage, index) => (
              <tr key={index} data-leak={index - 1 === funnel.leak ? '' : undefined}>
                <th scope='row'>{stage.name}</th>
                <Cells stage={stage} number={index + 1} />
                {changes ? <ChangeCell change={changes.stages[index] ?? null} /> : null}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Cells({ stage, number }: { stage: Stage; number: number }): JSX.Element {
  const first = number === 1;
  return (
    <>
      <td className='strong'>
        <PeopleLink stage={number} status='reached' users={stage.users}>
          {count(stage.users)}
        </PeopleLink>
      </td>
      <td>{rate(stage.rate)}</td>
      <td>{first ? '–' : rate(stage.stepRate)}</td>
      <td className='lost'>
        {first ? '–' : (
          <PeopleLink stage={number} status='dropped' users={stage.dropped}>
            {count(stage.dropped)}
          </PeopleLink>
        )}
      </td>
      <td>
        {first ? '–' : (
          <PeopleLink stage={number} status='waiting' users={stage.waiting}>
            {count(stage.waiting)}
          </PeopleLink>
        )}
      </td>
      <td>{time(stage.times.median_seconds)}</td>
      <td>{time(stage.times.p90_seconds)}</td>
    </>
  );
}

function ChangeCell({ change }: { change: Change | null }): JSX.Element {
  if (change === null) return <td>–</td>;
  return (
    <td>
      {change.verdict === 'too few'
        ? 'too few'
        : <em data-tone={toneOf(change)}>{signed(change.points)}</em>}
    </td>
  );
}

export const stageTable = ({ stages }: Funnel, noun: Noun): Table => ({
  columns: [
    'Stage',
    capital(noun.many),
    'Of entrants %',
    'Of stage before %',
    'Left',
    'Still in time',
    'Median seconds',
    '90% within seconds',
  ],
  rows: stages.map((stage, index) => [
    stage.name,
    ...[
      stage.users,
      stage.rate,
      ...index === 0 ? [null, null, null] : [stage.stepRate, stage.dropped, stage.waiting],
      stage.times.median_seconds,
      stage.times.p90_seconds,
    ].map((value) => ({ shown: String(value ?? ''), value })),
  ]),
});
