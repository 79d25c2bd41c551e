import { memo, useMemo } from 'react';
import type { FunnelDefinition } from '@/api/answers.ts';
import { useProperties } from '@/api/explorer.ts';
import { type Split } from '@/api/asked.ts';
import { type BreakdownAnswer, useBreakdown } from '@/api/reports.ts';
import type { Span } from '@/dates/range.ts';
import { PeopleLink } from '@/question/PeopleLink.tsx';
import {
  fewGroups,
  manyGroups,
  mostGroupsFrom,
  splitFrom,
  splitParameters,
} from '@/question/question.ts';
import { useSearch } from '@/question/search.ts';
import { ChartPanel } from '@/ui/ChartPanel.tsx';
import { IntervalPlot } from '@/ui/charts/IntervalPlot.tsx';
import { capital, count, decimal, percent, percentSpan, rate } from '@/ui/format.ts';
import { Icon } from '@/ui/icons.tsx';
import { Silhouette } from '@/ui/river/Silhouette.tsx';
import { CountedButton } from './counted/CountedButton.tsx';
import { type Group, type Groups, groupsFrom, groupTable } from './groups.ts';
import type { Noun } from '@/question/noun.ts';
import { namesOf, SplitPicker } from './SplitPicker.tsx';

interface BreakdownPanelProps {
  readonly funnel: FunnelDefinition;
  readonly span: Span;
  readonly noun: Noun;
}

/** The same funnel for each value of a property, side by side. */
export function BreakdownPanel({ funnel, span, noun }: BreakdownPanelProps): JSX.Element {
  const { search, change } = useSearch();
  const split = splitFrom(search);
  const query = useBreakdown(funnel.id, span, split, mostGroupsFrom(search));
  const pick = (next: Split | null): void => change(splitParameters(next), 'replace');
  const picker = <SplitPicker funnel={funnel} split={split} onPick={pick} />;
  if (split === null) {
    return (
      <section className='chart-panel groups-panel' aria-label='Breakdown'>
        <header>
          <h2>Breakdown</h2>
          <p className='chart-about'>Who goes on, and who does not?</p>
          <div className='chart-tools'>{picker}</div>
        </header>
        <Suggestions project={funnel.project_id} onPick={pick} />
      </section>
    );
  }
  return (
    <ChartPanel
      title={`By ${namesOf(split)}`}
      className='groups-panel'
      about={<CountedButton what={{ figure: 'groups' }}>95% intervals</CountedButton>}
      query={query}
      file={`${funnel.name} by ${namesOf(split)}.csv`}
      table={(data) => groupTable(groupsFrom(data), namesOf(split), noun)}
      controls={picker}
    >
      {(data) => <GroupRows data={data} split={split} funnel={funnel} noun={noun} />}
    </ChartPanel>
  );
}

const suggested = 8;
/** Properties with about as many values as events, or with what the stages say already. */
const tooMany = ['$event', '$session_id', '$url', '$path', '$referrer'];

interface SuggestionsProps {
  readonly project: string;
  readonly onPick: (split: Split) => void;
}

/** The properties that most events have, one press away. */
function Suggestions({ project, onPick }: SuggestionsProps): JSX.Element | null {
  const { data } = useProperties(project);
  const properties = (data?.items ?? []).filter(({ name }) => !tooMany.includes(name));
  if (properties.length === 0) return null;
  return (
    <div className='suggestions' role='group' aria-label='Break down by'>
      {properties.slice(0, suggested).map(({ name }) => (
        <button
          key={name}
          type='button'
          className='chip'
          onClick={() => onPick({ properties: [name], scope: 'event', attribution: 'first_touch' })}
        >
          {name}
        </button>
      ))}
    </div>
  );
}

interface GroupRowsProps {
  readonly data: BreakdownAnswer;
  readonly split: Split;
  readonly funnel: FunnelDefinition;
  readonly noun: Noun;
}

function GroupRows({ data, split, funnel, noun }: GroupRowsProps): JSX.Element {
  const groups = useMemo(() => groupsFrom(data), [data]);
  if (groups.groups.length === 0) {
    return <p className='chart-nothing'>Nobody in these days carries a value of it.</p>;
  }
  return (
    <>
      <Telling groups={groups} noun={noun} />
      <div className='table-scroll' tabIndex={0} role='region' aria-label='Groups'>
        <table className='groups'>
          <thead>
            <tr>
              <th scope='col'>{namesOf(split)}</th>
              <th scope='col' className='plot-head'>
                <Axis groups={groups} />
              </th>
              <th scope='col'>Conversion</th>
              <th scope='col'>Interval</th>
              <th scope='col'>{capital(noun.many)}</th>
              <th scope='col'>Converted</th>
              <th scope='col'>Flow</th>
            </tr>
          </thead>
          <tbody>
            {groups.groups.map((group) => (
              <GroupRow
                key={group.value ?? '\u0000'}
                group={group}
                groups={groups}
                stages={funnel.stages.length}
              />
            ))}
          </tbody>
        </table>
      </div>
      <MoreGroups truncated={data.breakdown.truncated} />
    </>
  );
}

/** Ten are seen at a glance; who needs more asks for them. */
function MoreGroups({ truncated }: { truncated: boolean }): JSX.Element | null {
  const { search, change } = useSearch();
  const many = mostGroupsFrom(search) === manyGroups;
  if (!truncated && !many) return null;
  return (
    <button
      type='button'
      className='quiet-button more-groups'
      onClick={() => change({ groups: many ? null : String(manyGroups) }, 'replace')}
    >
      <Icon name={many ? 'up' : 'down'} size={14} />
      {many ? `Show ${fewGroups} groups` : `Show up to ${manyGroups} groups`}
    </button>
  );
}

/** What to look at first, in words, if anything is sure enough to be said. */
function Telling({ groups: { telling }, noun }: { groups: Groups; noun: Noun }): JSX.Element {
  if (telling === null || telling.apart === null) {
    return <p className='telling'>No group differs from the others by more than chance would.</p>;
  }
  return (
    <p className='telling'>
      <b>{telling.name}</b> converts <b>{decimal(Math.abs(telling.apart))} points</b>{' '}
      {telling.apart < 0 ? 'below' : 'above'} all other {noun.many}, unlikely to be chance.
    </p>
  );
}

function Axis({ groups: { domain, all } }: { groups: Groups }): JSX.Element {
  return (
    <span className='plot-axis'>
      <span>{percent(domain[0], 0)}</span>
      <span className='plot-all'>all {rate(all)}</span>
      <span>{percent(domain[1], 0)}</span>
    </span>
  );
}

interface GroupRowProps {
  readonly group: Group;
  readonly groups: Groups;
  readonly stages: number;
}

const GroupRow = memo(function GroupRow({ group, groups, stages }: GroupRowProps): JSX.Element {
  const { apart, value } = group;
  const tone = apart === null ? 'plain' : apart < 0 ? 'bad' : 'good';
  const number = (stage: number, n: number): JSX.Element =>
    value === null
      ? <>{count(n)}</>
      : (
        <PeopleLink stage={stage} status='reached' users={n} group={value}>
          {count(n)}
        </PeopleLink>
      );
  return (
    <tr>
      <th scope='row' data-unnamed={value === null || value === '' ? '' : undefined}>
        {group.name}
      </th>
      <td className='plot'>
        {group.entered === 0 ? null : (
          <IntervalPlot
            value={group.rate}
            interval={group.interval}
            all={groups.all}
            domain={groups.domain}
            tone={tone}
          />
        )}
      </td>
      <td className='strong'>{group.entered === 0 ? '–' : rate(group.rate)}</td>
      <td>{group.tooFew ? 'too few to tell' : percentSpan(group.interval)}</td>
      <td>{number(1, group.entered)}</td>
      <td>{number(stages, group.converted)}</td>
      <td className='small-river'>
        <Silhouette shares={group.shares} width={88} height={22} />
      </td>
    </tr>
  );
});
