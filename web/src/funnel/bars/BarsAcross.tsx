import { useMemo } from 'react';
import { barsAcross } from '@/ui/bars/geometry.ts';
import { Bars } from '@/ui/bars/Bars.tsx';
import type { FunnelViewProps } from '../FunnelChart.tsx';
import { Leaver } from '../Leaver.tsx';
import { pointing } from '../pointing.ts';
import { StageHead } from '../StageHead.tsx';
import { StepPills } from '../StepPills.tsx';
import { BarsLegend } from './BarsLegend.tsx';

/** Side by side: a column per stage, its numbers above its bar, what became of the step below. */
export function BarsAcross(props: FunnelViewProps): JSX.Element {
  const { funnel, flow, width, active, onPoint } = props;
  const shape = useMemo(
    () => barsAcross(flow, funnel.stages.map(({ interval }) => interval), width),
    [flow, funnel, width],
  );
  const columns = { gridTemplateColumns: `repeat(${funnel.stages.length}, ${shape.column}px)` };
  return (
    <div style={{ width }} className='across' data-narrow={shape.column < 196 ? '' : undefined}>
      <ol className='stages' style={columns}>
        {funnel.stages.map((stage, index) => (
          <StageHead
            key={index}
            stage={stage}
            users={flow.users[index] ?? 0}
            number={index + 1}
            change={props.changes?.stages[index] ?? null}
            column={shape.column}
          />
        ))}
      </ol>
      <div className='flow'>
        <Bars shape={shape} leak={funnel.leak} active={active} onPoint={onPoint} />
        <StepPills {...props} places={shape.feet} brief={false} />
      </div>
      <div className='feet' style={columns}>
        <BarsLegend waiting={funnel.waiting > 0} />
        <ul className='leavers'>
          {funnel.steps.map((step, index) => (
            <li
              key={index}
              data-leak={index === funnel.leak ? '' : undefined}
              {...pointing(index, onPoint, props.pinned)}
            >
              {step.from.users === 0
                ? null
                : <Leaver step={step} stage={index + 2} leak={index === funnel.leak} />}
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}
