import { useWidth } from '../useWidth.ts';
import { spaced } from './scale.ts';

export interface Bar {
  readonly count: number;
  /** Where it begins, as the axis names it. */
  readonly label: string;
  readonly words: string;
  readonly kind: 'bar' | 'middle';
}

interface HistogramProps {
  readonly label: string;
  readonly bars: readonly Bar[];
  readonly marks: readonly { readonly at: number; readonly words: string }[];
}

const height = 188;
const margin = { top: 40, bottom: 24 };
const labelWidth = 58;

/** Bars side by side, the same width each, with lines at what is worth knowing. */
export function Histogram({ label, bars, marks }: HistogramProps): JSX.Element {
  const [element, width] = useWidth<HTMLDivElement>();
  const most = Math.max(1, ...bars.map(({ count }) => count));
  const pitch = width / Math.max(1, bars.length);
  const room = height - margin.top - margin.bottom;
  const tall = (count: number): number => count === 0 ? 0 : Math.max(1.5, (count / most) * room);
  return (
    <div ref={element} className='histogram' role='img' aria-label={label}>
      {width === 0 ? null : (
        <svg width={width} height={height} aria-hidden='true'>
          {bars.map((bar, index) => (
            <rect
              key={index}
              className={`bar ${bar.kind}`}
              x={index * pitch + 1}
              width={Math.max(1, pitch - 2)}
              y={height - margin.bottom - tall(bar.count)}
              height={tall(bar.count)}
              rx={Math.min(3, pitch / 4)}
            >
              <title>{bar.words}</title>
            </rect>
          ))}
          <line
            className='base'
            x1='0'
            x2={width}
            y1={height - margin.bottom + 0.5}
            y2={height - margin.bottom + 0.5}
          />
          {marks.map(({ at, words }, index) => {
            const x = Math.min(width - 1, Math.max(1, at * pitch));
            const left = x > width * 0.55;
            const top = 12 + index * 16;
            return (
              <g key={words} className='mark' data-second={index > 0 ? '' : undefined}>
                <line x1={x} x2={x} y1={top + 4} y2={height - margin.bottom} />
                <text x={x + (left ? -5 : 5)} y={top} textAnchor={left ? 'end' : 'start'}>
                  {words}
                </text>
              </g>
            );
          })}
          <g className='grid'>
            {spaced(bars.length, Math.floor(width / labelWidth)).map((index) => (
              <text
                key={index}
                x={index === bars.length - 1 ? width : (index + 0.5) * pitch}
                y={height - 6}
                textAnchor={index === bars.length - 1 ? 'end' : 'middle'}
              >
                {bars[index]?.label}
              </text>
            ))}
          </g>
        </svg>
      )}
    </div>
  );
}
