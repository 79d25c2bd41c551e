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

/** Where there is no clipboard, the text is saved as a file. */
async function take(text: string, file: string, what: string): Promise<string> {
  try {
    if (navigator.clipboard) {
      await navigator.clipboard.writeText(text);
      return `${what} copied.`;
    }
  } catch {
    // Not allowed to: the file is as good.
  }
  download(file, text);
  return `${what} saved as a file.`;
}

export const copyNumbers = ({ definition, answer }: Taken): Promise<string> =>
  take(
    csvOf(stageTable(funnelFrom(answer), nounFor(definition.count_by))),
    `${definition.name}.csv`,
    'The numbers are',
  );

/** The query that gives these numbers without this server, or why there is none. */
export async function copySql({ definition, answer, timezone }: Taken): Promise<string> {
  const { sqlFor } = await import('../sql/sqlFor.ts');
  const { start, end } = answer.date_range;
  const written = sqlFor(definition, { id: definition.project_id, timezone }, { start, end });
  if ('reason' in written) return `There is no query for this funnel. ${written.reason}`;
  const taken = await take(written.sql, `${definition.name}.sql`, 'The query for DuckDB is');
  return [taken, 'Write your data directory in place of DATA_DIR.', ...written.caveats].join(' ');
}

export async function savePicture(taken: Taken): Promise<string> {
  const { drawPicture } = await import('./drawPicture.tsx');
  const { savePng } = await import('./savePng.ts');
  const { svg, width, height } = await drawPicture(taken);
  await savePng(svg, width, height, `${taken.definition.name}.png`);
  return 'The picture is saved.';
}
