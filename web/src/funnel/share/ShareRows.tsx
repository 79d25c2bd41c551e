import type { FunnelAnswer, FunnelDefinition } from '@/api/answers.ts';
import type { View } from '@/question/question.ts';
import { MenuRow } from '@/ui/MenuRow.tsx';
import { toast } from '@/ui/toast.ts';

interface ShareRowsProps {
  readonly definition: FunnelDefinition;
  /** Null while there are no numbers of these days. */
  readonly answer: FunnelAnswer | null;
  readonly timezone: string;
  readonly view: View;
  readonly close: () => void;
}

// What they do comes when it is wanted: the first picture needs none of it.
const actions = () => import('./actions.ts');

/** Ways to take the funnel along: its address, its numbers, the query, its picture. */
export function ShareRows(props: ShareRowsProps): JSX.Element {
  const { answer, close, ...what } = props;
  const run = (act: (on: Awaited<ReturnType<typeof actions>>) => Promise<string>): void => {
    close();
    actions().then(act).then(
      (done) => toast(done),
      () => toast('That did not work. Reload the page and try again.'),
    );
  };
  const nobody = answer === null || answer.entered_users === 0;
  return (
    <>
      <MenuRow icon='link' words='Copy link' onPress={() => run((on) => on.copyLink())} />
      <MenuRow
        icon='copy'
        words='Copy numbers as CSV'
        disabled={nobody}
        onPress={() => answer && run((on) => on.copyNumbers({ ...what, answer }))}
      />
      <MenuRow
        icon='code'
        words='Copy as SQL'
        disabled={answer === null}
        onPress={() => answer && run((on) => on.copySql({ ...what, answer }))}
      />
      <MenuRow
        icon='image'
        words='Save as picture'
        disabled={nobody}
        onPress={() => answer && run((on) => on.savePicture({ ...what, answer }))}
      />
    </>
  );
}
