import type { FunnelDefinition } from '@/api/answers.ts';
import type { Span } from '@/dates/range.ts';
import { BreakdownPanel } from './BreakdownPanel.tsx';
import type { Noun } from '@/question/noun.ts';
import { TimesPanel } from './TimesPanel.tsx';
import { TrendPanel } from './TrendPanel.tsx';

interface DeeperProps {
  readonly funnel: FunnelDefinition;
  readonly span: Span;
  readonly noun: Noun;
}

/** What stands under the river: whether it gets better, how long it takes, who differs. */
export default function Deeper(props: DeeperProps): JSX.Element {
  return (
    <>
      <div className='panels'>
        <TrendPanel {...props} />
        <TimesPanel {...props} />
      </div>
      <BreakdownPanel {...props} />
    </>
  );
}
