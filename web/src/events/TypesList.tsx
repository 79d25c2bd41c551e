import type { Project } from '@/api/answers.ts';
import { type EventType, useEventCounts } from '@/api/explorer.ts';
import { ago } from '@/dates/instants.ts';
import type { Span } from '@/dates/range.ts';
import { intervalFor } from '@/question/question.ts';
import { useSearch } from '@/question/search.ts';
import { Sparkline } from '@/ui/charts/Sparkline.tsx';
import { count, plural } from '@/ui/format.ts';
import { Icon } from '@/ui/icons.tsx';
import { Link } from '@/ui/router.tsx';
import { eventPath } from './paths.ts';
import { type Order, orderFrom, typesShown } from './typesTable.ts';
import { useSeen } from '@/ui/useSeen.ts';

interface TypesListProps {
  readonly project: Project;
  readonly types: readonly EventType[];
  readonly typed: string;
  readonly span: Span;
  /** The lines that one answer held; the others are asked for once they are in sight. */
  readonly lines: ReadonlyMap<string, readonly number[]>;
  readonly linesAsked: boolean;
}

/** The kinds of events, in whichever order. */
export function TypesList(props: TypesListProps): JSX.Element {
  const { project, types, typed, span, lines } = props;
  const { search, change } = useSearch();
  const order = orderFrom(search.get('order'));
  const shown = typesShown(types, typed, order);
  const head = (by: Order, name: string): JSX.Element => (
    <th
      scope='col'
      aria-sort={order === by ? by === 'name' ? 'ascending' : 'descending' : undefined}
    >
      <button
        type='button'
        className='sort'
        onClick={() => change({ order: by === 'events' ? null : by }, 'replace')}
      >
        {name}
        {order === by ? <Icon name={by === 'name' ? 'up' : 'down'} size={12} /> : null}
      </button>
    </th>
  );
  return (
    <>
      <p className='visually-hidden' role='status'>
        {typed.trim() === ''
          ? ''
          : `${count(shown.length)} ${plural(shown.length, 'kind', 'kinds')} found`}
      </p>
      {shown.length === 0
        ? <p className='live-none'>No event type has “{typed.trim()}” in its name.</p>
        : (
          <table className='types'>
            <thead>
              <tr>
                {head('name', 'Event')}
                <th scope='col'>In these days</th>
                {head('events', 'Events')}
                {head('people', 'People')}
                {head('last', 'Last seen')}
              </tr>
            </thead>
            <tbody>
              {shown.map((type) => (
                <TypeRow
                  key={type.name}
                  type={type}
                  project={project}
                  span={span}
                  line={lines.get(type.name) ?? null}
                  mayAsk={props.linesAsked && !lines.has(type.name)}
                />
              ))}
            </tbody>
          </table>
        )}
    </>
  );
}

interface TypeRowProps {
  readonly type: EventType;
  readonly project: Project;
  readonly span: Span;
  readonly line: readonly number[] | null;
  readonly mayAsk: boolean;
}

function TypeRow({ type, project, span, line, mayAsk }: TypeRowProps): JSX.Element {
  const { name, count: n, users, last_seen: seen } = type;
  const { search } = useSearch();
  const [row, inSight] = useSeen<HTMLTableRowElement>();
  const own = useEventCounts(
    project.id,
    name,
    intervalFor(span),
    mayAsk && inSight ? span : null,
  );
  const values = line ?? own.data?.points.map(({ count }) => count);
  const query = search.toString();
  const last = seen === '' ? '–' : ago(seen, Date.now());
  return (
    <tr ref={row}>
      <th scope='row'>
        <Link to={eventPath(project.id, name) + (query && `?${query}`)} className='people-link'>
          {name}
        </Link>
        <small>{count(users)} {plural(users, 'person', 'people')} · {last}</small>
      </th>
      <td className='spark'>{values ? <Sparkline values={values} /> : null}</td>
      <td className='strong'>{count(n)}</td>
      <td className='roomy'>{count(users)}</td>
      <td className='roomy'>{last}</td>
    </tr>
  );
}
