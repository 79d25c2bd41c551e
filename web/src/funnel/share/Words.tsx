import { fitText, type Measure } from './fitText.ts';

interface WordsProps {
  readonly x: number;
  /** The first line's baseline. */
  readonly y: number;
  readonly size: number;
  readonly weight?: 400 | 500 | 600;
  /** The first ink is the strongest. */
  readonly ink?: 1 | 2 | 3 | 'leak';
  readonly anchor?: 'start' | 'end';
  readonly display?: boolean;
  /** Cut to so many lines of a width, if it must fit. */
  readonly lines?: number;
  readonly room?: number;
  readonly measure?: Measure;
  /** `y` is the last line's baseline: more lines begin further up. */
  readonly up?: boolean;
  readonly children: string;
}

const inks = { 1: 'var(--ink)', 2: 'var(--ink-2)', 3: 'var(--ink-3)', leak: 'var(--leak-ink)' };

/** A text of the picture; SVG breaks no lines by itself. */
export function Words(props: WordsProps): JSX.Element {
  const { x, y, size, weight = 400, ink = 1, anchor = 'start', display, children } = props;
  const family = display ? "'Inter Display', Inter" : 'Inter';
  const { lines, room, measure } = props;
  const shown = lines === undefined || room === undefined || measure === undefined
    ? [children]
    : fitText(children, room, lines, (text) => measure(text, `${weight} ${size}px ${family}`));
  const leading = size * 1.35;
  return (
    <text
      x={x}
      y={props.up ? y - (shown.length - 1) * leading : y}
      textAnchor={anchor}
      style={{
        fill: inks[ink],
        fontFamily: `${family}, sans-serif`,
        fontSize: `${size}px`,
        fontWeight: weight,
        fontVariantNumeric: 'tabular-nums',
        letterSpacing: display ? (size > 40 ? '-0.04em' : '-0.02em') : '0',
      }}
    >
      {shown.map((line, index) => (
        <tspan key={index} x={x} dy={index === 0 ? 0 : leading}>{line}</tspan>
      ))}
    </text>
  );
}
