import type { FunnelAnswer, FunnelDefinition } from '@/api/answers.ts';
import { nounFor } from '@/question/noun.ts';
import type { View } from '@/question/question.ts';
import { csvOf, download } from '@/ui/csv.ts';
import { funnelFrom } from '../model.ts';
import { stageTable } from '../StageTable.tsx';

/** What can be done with a funnel's numbers. Each gives the words that say that it is done. */
export interface Taken {
  readonly definition: FunnelDefinition;
  readonly answer: FunnelAnswer;
  readonly timezone: string;
  readonly view: View;
}

/** Without HTTPS or localhost there is no clipboard. */
export async function copyLink(): Promise<string> {
  if (!navigator.clipboard) {
    return 'Pages can copy only over HTTPS. The link is what the address bar shows.';
  }
  await navigator.clipboard.writeText(location.href);
  return 'The link is copied.';
}

export async function copyNumbers({ definition, answer }: Taken): Promise<string> {
  const text = csvOf(stageTable(funnelFrom(answer), nounFor(definition.count_by)));
  const instead = (): string => {
    download(`${definition.name}.csv`, text);
    return 'The numbers are saved as a file.';
  };
  if (!navigator.clipboard) return instead();
  try {
    await navigator.clipboard.writeText(text);
    return 'The numbers are copied.';
  } catch {
    return instead();
  }
}

export async function savePicture(taken: Taken): Promise<string> {
  const { drawPicture } = await import('./drawPicture.tsx');
  const { savePng } = await import('./savePng.ts');
  const { svg, width, height } = await drawPicture(taken);
  await savePng(svg, width, height, `${taken.definition.name}.png`);
  return 'The picture is saved.';
}
