import type { FunnelDefinition } from '@/api/answers.ts';
import { deleteFunnel } from '@/api/endpoints.ts';
import {
  archiveFunnel,
  deletedFunnelsChanged,
  duplicateFunnel,
  restoreFunnel,
} from '@/api/funnels.ts';
import { funnelGone, funnelsChanged } from '@/api/queries.ts';
import { toast } from '@/ui/toast.ts';

type Saved = Pick<FunnelDefinition, 'id' | 'project_id' | 'name'>;

const changed = ({ project_id: project }: Saved): void => {
  funnelsChanged(project);
  deletedFunnelsChanged(project);
};

const longestName = 200;
const copyName = (name: string): string => [...`Copy of ${name}`].slice(0, longestName).join('');

/** What is done with a funnel as a whole: done at once, told, and taken back where that is asked. */
export async function duplicate(funnel: Saved): Promise<FunnelDefinition | null> {
  return await told(funnel, 'could not be duplicated', async () => {
    const copy = await duplicateFunnel(funnel.id, copyName(funnel.name));
    changed(funnel);
    toast(`“${copy.name}” is there.`, async () => {
      await deleteFunnel(copy.id);
      funnelGone(copy.project_id, copy.id);
      changed(copy);
    });
    return copy;
  });
}

export async function archive(funnel: Saved, archived: boolean): Promise<FunnelDefinition | null> {
  const done = archived ? 'is archived' : 'is back from the archive';
  return await told(funnel, `could not be ${archived ? 'archived' : 'brought back'}`, async () => {
    const now = await archiveFunnel(funnel.id, archived);
    changed(funnel);
    toast(`“${funnel.name}” ${done}.`, async () => {
      await archiveFunnel(funnel.id, !archived);
      changed(funnel);
    });
    return now;
  });
}

/** Restorable for days; `onBack` follows where it is taken back at once. */
export async function remove(
  funnel: Saved,
  onBack: () => void = () => {},
): Promise<boolean | null> {
  return await told(funnel, 'could not be deleted', async () => {
    await deleteFunnel(funnel.id);
    funnelGone(funnel.project_id, funnel.id);
    changed(funnel);
    toast(`“${funnel.name}” is deleted.`, async () => {
      await restoreFunnel(funnel.id);
      changed(funnel);
      onBack();
    });
    return true;
  });
}

export async function restore(funnel: Saved): Promise<FunnelDefinition | null> {
  return await told(funnel, 'could not be restored', async () => {
    const back = await restoreFunnel(funnel.id);
    changed(funnel);
    toast(`“${funnel.name}” is restored.`);
    return back;
  });
}

/** Null where it did not work, which is said. */
async function told<T>(funnel: Saved, failed: string, work: () => Promise<T>): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    toast(`“${funnel.name}” ${failed}: ${error instanceof Error ? error.message : 'unknown'}`);
    return null;
  }
}
