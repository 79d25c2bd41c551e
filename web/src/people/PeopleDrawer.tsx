import { useCallback, useEffect, useRef } from 'react';
import type { FunnelDefinition, Project } from '@/api/answers.ts';
import type { Whom } from '@/api/asked.ts';
import { noOne } from '@/question/question.ts';
import { useSearch } from '@/question/search.ts';
import { Drawer } from '@/ui/Drawer.tsx';
import { PeopleList } from './PeopleList.tsx';
import { Person } from './Person.tsx';

interface PeopleDrawerProps {
  readonly project: Project;
  readonly funnel: FunnelDefinition;
  readonly whom: Whom;
}

/** Who stands behind a number; the address says whom, so that it can be handed on. */
export default function PeopleDrawer({ project, funnel, whom }: PeopleDrawerProps): JSX.Element {
  const { search, change } = useSearch();
  const person = search.get('person');
  const close = useCallback(() => change(noOne), [change]);
  const list = useRef<HTMLDivElement>(null);
  const before = useRef(person);
  useEffect(() => {
    // Back from a person: to the row that led there.
    if (before.current !== null && person === null) {
      list.current?.querySelector<HTMLElement>('.virtual-row [tabindex="0"]')
        ?.focus({ preventScroll: true });
    }
    before.current = person;
  }, [person]);
  return (
    <Drawer label='People' onClose={close}>
      <div ref={list} className='drawer-page' hidden={person !== null}>
        <PeopleList project={project} funnel={funnel} whom={whom} />
      </div>
      {person === null ? null : (
        <div className='drawer-page'>
          <Person key={person} project={project} funnel={funnel} person={person} />
        </div>
      )}
    </Drawer>
  );
}
