import { count, plural } from '@/ui/format.ts';
import { type Pulse, secondsShown, sumOf } from './pulse.ts';

const height = 28;

/** The last minute, second by second: taken upwards from the line, refused at their feet. */
export function PulseStrip({ pulse }: { pulse: Pulse }): JSX.Element {
  const { taken, refused } = pulse;
  const most = Math.max(4, ...taken.map((n, second) => n + (refused[second] ?? 0)));
  const scale = (n: number): number => (n / most) * height;
  const total = sumOf(taken) + sumOf(refused);
  return (
    <div className='pulse'>
      <svg
        viewBox={`0 0 ${secondsShown * 4} ${height}`}
        preserveAspectRatio='none'
        aria-hidden='true'
      >
        {taken.map((n, second) => {
          const lost = refused[second] ?? 0;
          const [low, high] = [scale(lost), scale(n)];
          return (
            <g key={pulse.second - secondsShown + second}>
              {lost > 0
                ? <rect className='lost' x={second * 4} y={height - low} width={3} height={low} />
                : null}
              <rect
                x={second * 4}
                y={n > 0 ? height - low - high : height - 1}
                width={3}
                height={n > 0 ? high : lost > 0 ? 0 : 1}
                data-none={n > 0 ? undefined : ''}
              />
            </g>
          );
        })}
      </svg>
      <p>{count(total)} {plural(total, 'arrival', 'arrivals')} in the last minute</p>
    </div>
  );
}
