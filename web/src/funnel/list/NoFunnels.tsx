import type { Project } from '@/api/answers.ts';
import { funnelsPath } from '@/question/paths.ts';
import { Link } from '@/ui/router.tsx';
import { StillRiver } from '../StillRiver.tsx';

/** A project without funnels, or with archived ones only. */
export function NoFunnels(
  { project, archived }: { readonly project: Project; readonly archived: boolean },
): JSX.Element {
  return (
    <div className='no-funnels'>
      <StillRiver />
      <h2>{archived ? 'Every funnel is archived' : 'No funnels yet'}</h2>
      <p>
        A funnel shows how many people get from a first step to the one that matters, and where they
        stop.
      </p>
      <Link to={`${funnelsPath(project.id)}/new`} className='button primary large'>
        {archived ? 'New funnel' : 'Make the first one'}
      </Link>
    </div>
  );
}
