import type { FunnelAnswer, FunnelDefinition, Project } from '@/api/answers.ts';
import type { Span } from '@/dates/range.ts';
import type { Noun } from '@/question/noun.ts';
import { BreakdownPanel } from './BreakdownPanel.tsx';
import type { Changes } from './comparison.ts';
import { HowCounted } from './HowCounted.tsx';
import type { Funnel } from './model.ts';
import { StageTable } from './StageTable.tsx';
import { TimesPanel } from './TimesPanel.tsx';
import { TrendPanel } from './TrendPanel.tsx';
import { TrustLine } from './TrustLine.tsx';

interface DeeperProps {
  readonly project: Project;
  readonly definition: FunnelDefinition;
  readonly answer: FunnelAnswer;
  readonly funnel: Funnel;
  readonly changes: Changes | null;
  readonly span: Span;
  readonly noun: Noun;
}

/** What stands under the river: whether it gets better, how long it takes, who differs, and how. */
export default function Deeper(props: DeeperProps): JSX.Element {
  const { project, definition, answer, funnel, changes, span, noun } = props;
  const shared = { funnel: definition, span, noun };
  return (
    <>
      <div className='panels'>
        <TrendPanel {...shared} />
        <TimesPanel {...shared} />
      </div>
      <BreakdownPanel {...shared} />
      <div className='below'>
        <StageTable name={definition.name} funnel={funnel} noun={noun} changes={changes} />
        <HowCounted
          project={project}
          definition={definition}
          answer={answer}
          funnel={funnel}
          noun={noun}
        />
      </div>
      <TrustLine answer={answer} timezone={project.timezone} />
    </>
  );
}
