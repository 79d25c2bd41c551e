import type { FunnelDefinition } from '@/api/answers.ts';
import { archive, duplicate, remove } from '@/question/funnelChanges.ts';
import { funnelPath, funnelsPath } from '@/question/paths.ts';
import { MenuRow } from '@/ui/MenuRow.tsx';
import { navigate } from '@/ui/router.tsx';

interface FunnelActionsProps {
  readonly project: string;
  readonly funnel: FunnelDefinition;
  readonly close: () => void;
}

/** What is done with the funnel as a whole, each with a way back. */
export default function FunnelActions({ project, funnel, close }: FunnelActionsProps): JSX.Element {
  const path = funnelPath(project, funnel.id);
  const doubled = async (): Promise<void> => {
    const copy = await duplicate(funnel);
    if (copy) navigate(funnelPath(project, copy.id));
  };
  const removed = async (): Promise<void> => {
    if (await remove(funnel, () => navigate(path))) navigate(funnelsPath(project));
  };
  const closing = (work: () => unknown) => (): void => {
    close();
    work();
  };
  return (
    <>
      <MenuRow icon='copy' words='Duplicate this funnel' onPress={closing(doubled)} />
      <MenuRow
        icon='archive'
        words={funnel.is_active ? 'Archive this funnel' : 'Bring it back from the archive'}
        onPress={closing(() => archive(funnel, funnel.is_active))}
      />
      <MenuRow icon='trash' words='Delete this funnel' onPress={closing(removed)} />
    </>
  );
}
