import {
  type KeyboardEvent,
  type ReactNode,
  type UIEvent,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';

interface VirtualListProps<T> {
  readonly label: string;
  readonly items: readonly T[];
  readonly rowHeight: number;
  /** How many there are in all, where some have not come yet. */
  readonly total: number | null;
  readonly row: (item: T, index: number, tabIndex: 0 | -1) => ReactNode;
  /** The end comes into sight: more may be fetched. */
  readonly onNearEnd?: () => void;
  readonly end?: ReactNode;
}

/** Rows above and below the window that are there already when one scrolls. */
const spare = 8;

/**
 * A list of any length of which only the rows in sight exist. It is one Tab stop; the arrow keys,
 * Page, Home and End go from row to row.
 */
export function VirtualList<T>(props: VirtualListProps<T>): JSX.Element {
  const { items, rowHeight, row, onNearEnd } = props;
  const frame = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  const [height, setHeight] = useState(600);
  const [stop, setStop] = useState(0);
  const wantsFocus = useRef(false);
  useLayoutEffect(() => {
    const element = frame.current;
    if (!element) return;
    const measure = (): void => setHeight(element.clientHeight || 600);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const first = Math.max(0, Math.floor(top / rowHeight) - spare);
  const last = Math.min(items.length, Math.ceil((top + height) / rowHeight) + spare);
  const near = last >= items.length - spare;
  useEffect(() => {
    if (near) onNearEnd?.();
  }, [near, items.length, onNearEnd]);
  const tabStop = Math.min(stop, items.length - 1);
  useEffect(() => {
    if (!wantsFocus.current) return;
    wantsFocus.current = false;
    frame.current?.querySelector<HTMLElement>(
      `[data-row="${tabStop}"] a, [data-row="${tabStop}"] button`,
    )
      ?.focus();
  });
  const onKeyDown = (event: KeyboardEvent): void => {
    const page = Math.max(1, Math.floor(height / rowHeight) - 1);
    const by: Readonly<Record<string, number>> = {
      ArrowDown: 1,
      ArrowUp: -1,
      PageDown: page,
      PageUp: -page,
      Home: -Infinity,
      End: Infinity,
    };
    const step = by[event.key];
    if (step === undefined || items.length === 0) return;
    event.preventDefault();
    const next = Math.max(0, Math.min(items.length - 1, tabStop + step));
    wantsFocus.current = true;
    setStop(next);
    const element = frame.current;
    if (!element) return;
    if (next * rowHeight < element.scrollTop) element.scrollTop = next * rowHeight;
    const lowest = (next + 1) * rowHeight - element.clientHeight;
    if (lowest > element.scrollTop) element.scrollTop = lowest;
    setTop(element.scrollTop);
  };
  return (
    <div
      ref={frame}
      className='virtual-list'
      onScroll={(event: UIEvent<HTMLDivElement>) => setTop(event.currentTarget.scrollTop)}
      onKeyDown={onKeyDown}
    >
      <div
        role='list'
        aria-label={props.label}
        className='virtual-rows'
        style={{ height: items.length * rowHeight }}
      >
        {items.slice(first, last).map((item, place) => {
          const index = first + place;
          return (
            <div
              key={index}
              role='listitem'
              data-row={index}
              aria-posinset={index + 1}
              aria-setsize={props.total ?? -1}
              className='virtual-row'
              style={{ top: index * rowHeight, height: rowHeight }}
              onFocus={() => setStop(index)}
            >
              {row(item, index, index === tabStop ? 0 : -1)}
            </div>
          );
        })}
      </div>
      {props.end}
    </div>
  );
}
