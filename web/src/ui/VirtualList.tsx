import {
  type KeyboardEvent,
  type ReactNode,
  type UIEvent,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import { scrolledTo, spare, windowOf } from './virtualWindow.ts';

interface VirtualListProps<T> {
  readonly label: string;
  readonly items: readonly T[];
  readonly rowHeight: number;
  /** How many there are in all, where some have not come yet: their places are kept for them. */
  readonly total: number | null;
  readonly row: (item: T, index: number, tabIndex: 0 | -1) => ReactNode;
  /** Rows that have not come are in sight, or nearly: they may be fetched. */
  readonly onNearEnd?: () => void;
  readonly end?: ReactNode;
}

const steps: Readonly<Record<string, (page: number) => number>> = {
  ArrowDown: () => 1,
  ArrowUp: () => -1,
  PageDown: (page) => page,
  PageUp: (page) => -page,
  Home: () => -Infinity,
  End: () => Infinity,
};

/**
 * A list of any length of which only the rows in sight exist. It is one Tab stop; the arrow keys,
 * Page, Home and End go from row to row.
 */
export function VirtualList<T>(props: VirtualListProps<T>): JSX.Element {
  const { items, rowHeight, row, onNearEnd } = props;
  const frame = useRef<HTMLDivElement>(null);
  const [scrolled, setScrolled] = useState(0);
  const [height, setHeight] = useState(600);
  const [stop, setStop] = useState(0);
  const wantsFocus = useRef(false);
  const hasFocus = useRef(false);
  useLayoutEffect(() => {
    const element = frame.current;
    if (!element) return;
    const measure = (): void => setHeight(element.clientHeight || 600);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const rows = Math.max(items.length, props.total ?? 0);
  const asked = { rows, rowHeight, frame: height, scrolled };
  const { first, last, height: whole, topOf } = windowOf(asked);
  const near = last >= items.length;
  useEffect(() => {
    if (near) onNearEnd?.();
  }, [near, items.length, onNearEnd]);
  // Where the row that had the focus was scrolled away, one goes on from those in sight.
  const inSight = stop >= first && stop < last;
  const topmost = first === 0 ? 0 : first + spare;
  const tabStop = inSight ? stop : Math.max(0, Math.min(topmost, last - 1));
  useEffect(() => {
    const element = frame.current;
    if (!element) return;
    if (!inSight) wantsFocus.current = false;
    const target = wantsFocus.current &&
      element.querySelector<HTMLElement>(`[data-row="${tabStop}"] :is(a, button)`);
    if (target) {
      wantsFocus.current = false;
      target.focus({ preventScroll: true });
    } else if (hasFocus.current && document.activeElement?.contains(element)) {
      // The row with the focus is no more, or the next has not come: the keys must not be lost.
      element.focus({ preventScroll: true });
    }
  });
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = steps[event.key]?.(Math.max(1, Math.floor(height / rowHeight) - 1));
    const element = frame.current;
    if (step === undefined || rows === 0 || !element) return;
    event.preventDefault();
    const next = Math.max(0, Math.min(rows - 1, tabStop + step));
    wantsFocus.current = true;
    setStop(next);
    element.scrollTop = scrolledTo(next, { ...asked, scrolled: element.scrollTop });
    setScrolled(element.scrollTop);
  };
  const shown = Array.from({ length: Math.max(0, last - first) }, (_, place) => first + place);
  return (
    <div
      ref={frame}
      className='virtual-list'
      // Where no row can have the focus yet, the list itself can be scrolled by keys.
      tabIndex={items.length > 0 ? -1 : 0}
      onScroll={(event: UIEvent<HTMLDivElement>) => setScrolled(event.currentTarget.scrollTop)}
      onKeyDown={onKeyDown}
      onFocus={() => {
        hasFocus.current = true;
      }}
      onBlur={({ currentTarget, relatedTarget }) => {
        if (currentTarget.contains(relatedTarget)) return;
        hasFocus.current = false;
        wantsFocus.current = false;
      }}
    >
      <div role='list' aria-label={props.label} className='virtual-rows' style={{ height: whole }}>
        {shown.map((index) => {
          const item = items[index];
          return (
            <div
              key={index}
              role='listitem'
              data-row={index}
              aria-posinset={index + 1}
              aria-setsize={props.total ?? -1}
              className='virtual-row'
              data-waiting={item === undefined ? '' : undefined}
              style={{ height: rowHeight, transform: `translateY(${topOf(index)}px)` }}
              onFocus={() => setStop(index)}
            >
              {item === undefined ? <i /> : row(item, index, index === tabStop ? 0 : -1)}
            </div>
          );
        })}
      </div>
      {props.end}
    </div>
  );
}
