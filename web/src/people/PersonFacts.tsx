import type { ReactNode } from 'react';
import type { Person } from '@/api/persons.ts';
import { ago, instantIn } from '@/dates/instants.ts';
import { count } from '@/ui/format.ts';

interface PersonFactsProps {
  readonly person: Person;
  /** The id that the page is about; the others are told. */
  readonly shown: string;
  readonly timezone: string;
}

/** How much there is of a person, what else they are called, and what they are. */
export function PersonFacts({ person, shown, timezone }: PersonFactsProps): JSX.Element {
  const others = person.ids.filter((id) => id !== shown);
  const traits = traitsOf(person);
  const { first_seen: first, last_seen: last } = person;
  return (
    <>
      <dl className='person-facts'>
        <Fact name='Events'>{count(person.events)}</Fact>
        <Fact name='Sessions'>{count(person.sessions)}</Fact>
        {first === null
          ? null
          : (
            <Fact name='First seen' title={instantIn(timezone, first, 'exact')}>
              {instantIn(timezone, first, 'date')}
            </Fact>
          )}
        {last === null ? null : (
          <Fact name='Last seen' title={instantIn(timezone, last, 'exact')}>
            {ago(last, Date.now())}
          </Fact>
        )}
      </dl>
      {others.length === 0 && traits.length === 0 ? null : (
        <dl className='traits'>
          {others.length === 0 ? null : (
            <div>
              <dt>Also known as</dt>
              <dd>
                <ul>{others.map((id) => <li key={id}>{id}</li>)}</ul>
              </dd>
            </div>
          )}
          {traits.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      )}
    </>
  );
}

interface FactProps {
  readonly name: string;
  readonly title?: string;
  readonly children: ReactNode;
}

const Fact = ({ name, title, children }: FactProps): JSX.Element => (
  <div>
    <dt>{name}</dt>
    <dd title={title}>{children}</dd>
  </div>
);

/** Text as it is, anything else as JSON. */
export const traitsOf = ({ traits }: Person): readonly (readonly [string, string])[] =>
  typeof traits === 'object' && traits !== null
    ? Object.entries(traits).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : JSON.stringify(value),
    ])
    : [];
