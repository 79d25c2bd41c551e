import { type ReactNode, useMemo } from 'react';
import { River } from '@/ui/river/River.tsx';
import { type River as Shape, river } from '@/ui/river/geometry.ts';
import type { FunnelViewProps } from './FunnelChart.tsx';
import { Leaver } from './Leaver.tsx';
import { pointing } from './pointing.ts';
import { StageHead } from './StageHead.tsx';
import { StepPills } from './StepPills.tsx';

type RiverAcrossProps = FunnelViewProps & {
  /** What stands in the free corner under the last stage. */
  readonly children: ReactNode;
};

/** Left to right: a column per stage, its numbers above the river, those who left below. */
export function RiverAcross(props: RiverAcrossProps): JSX.Element {
  const { funnel, flow, width, active, onPoint } = props;
  const shape = useMemo(() => river(flow, width), [flow, width]);
  const columns = { gridTemplateColumns: `repeat(${funnel.stages.length}, ${shape.column}px)` };
  const narrow = shape.column < 196;
  return (
    <div style={{ width }} className='across' data-narrow={narrow ? '' : undefined}>
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
      <div className='with-note'>
        <div>
          <div className='flow'>
            <River
              shape={shape}
              direction='right'
              leak={funnel.leak}
              active={active}
              onPoint={onPoint}
            />
            <StepPills {...props} places={shape.pills} brief={false} />
          </div>
          <ul className='leavers' style={columns}>
            {funnel.steps.map((step, index) => (
              <li
                key={index}
                style={{ paddingLeft: narrow ? 12 : shape.lead + 2 }}
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
        {props.children
          ? <div className='note-place' style={notePlace(shape)}>{props.children}</div>
          : null}
      </div>
    </div>
  );
}

/** In the last column, under the river's end. */
const notePlace = (shape: Shape) => ({
  marginLeft: shape.pillars.at(-1)?.x ?? 0,
  marginTop: Math.max(68, shape.outflow.height + 36),
});
