import { count, plural, rate } from '@/ui/format.ts';
import type { Step } from '../model.ts';
import type { Measure } from './fitText.ts';
import { Words } from './Words.tsx';

interface StepWordsProps {
  readonly x: number;
  readonly y: number;
  readonly step: Step;
  readonly leak: boolean;
  readonly room: number;
  readonly measure: Measure;
}

/** Who left and who still may go on, as it stands under a step. */
export function StepWords({ x, y, step, leak, room, measure }: StepWordsProps): JSX.Element {
  const ink = leak ? 'leak' : 1;
  const shared = { x, lines: 1, room, measure };
  const left = step.left === 0
    ? 'Nobody leaves'
    : `${count(step.left)} ${plural(step.left, 'leaves', 'leave')}`;
  const share = step.left > 0 && !step.tooFew ? rate(step.leftRate) : '';
  return (
    <>
      <Words {...shared} y={y} size={13} weight={600} ink={ink}>{left}</Words>
      <Words {...shared} y={y + 19} size={12} ink={leak ? 'leak' : 3}>
        {share + (leak && share !== '' ? ' · biggest leak' : '')}
      </Words>
      <Words {...shared} y={y + 38} size={12} ink={3}>
        {step.waiting > 0 ? `${count(step.waiting)} still in time` : ''}
      </Words>
    </>
  );
}
