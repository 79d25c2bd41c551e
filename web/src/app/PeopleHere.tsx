import { Suspense, useMemo } from 'react';
import { useFunnels, useProjects } from '@/api/queries.ts';
import { whomFrom } from '@/question/question.ts';
import { later } from '@/ui/later.ts';
import { matcher, pathOf, searchOf, useAddress } from '@/ui/router.tsx';

const PeopleDrawer = later(() => import('@/people/PeopleDrawer.tsx'));
const funnelPath = matcher('/projects/:project/funnels/:funnel');

/** The list of people that the address asks for, over whichever funnel it is about. */
export function PeopleHere(): JSX.Element | null {
  const address = useAddress();
  const at = funnelPath(pathOf(address));
  const search = searchOf(address).toString();
  const whom = useMemo(() => whomFrom(new URLSearchParams(search)), [search]);
  const asked = whom !== null && at !== null;
  const project = useProjects().data?.find(({ id }) => id === at?.['project']);
  const funnels = useFunnels(asked ? at['project'] ?? null : null);
  const funnel = funnels.data?.find(({ id }) => id === at?.['funnel']);
  if (!asked || !project || !funnel) return null;
  return (
    <Suspense fallback={null}>
      <PeopleDrawer project={project} funnel={funnel} whom={whom} />
    </Suspense>
  );
}
