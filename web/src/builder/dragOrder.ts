import { type KeyboardEvent, type PointerEvent, type RefObject, useRef, useState } from 'react';

/** Where a row is and how high, from the top of its list. */
export interface Row {
  readonly top: number;
  readonly height: number;
}

/** The place a row has come to that was drawn `by` pixels down: past another once past its middle. */
export function placeAfter(rows: readonly Row[], from: number, by: number): number {
  const row = rows[from];
  if (!row) return from;
  const [top, bottom] = [row.top + by, row.top + row.height + by];
  const middle = (at: number): number => (rows[at]?.top ?? 0) + (rows[at]?.height ?? 0) / 2;
  let place = from;
  while (place + 1 < rows.length && bottom > middle(place + 1)) place += 1;
  while (place > 0 && place <= from && top < middle(place - 1)) place -= 1;
  return place;
}

/** How far a row gives way while another is drawn from one place to the next. */
export function shiftOf(rows: readonly Row[], from: number, to: number, row: number): number {
  const room = (rows[from]?.height ?? 0) + gapOf(rows);
  if (row > from && row <= to) return -room;
  return row < from && row >= to ? room : 0;
}

const gapOf = ([first, second]: readonly Row[]): number =>
  first && second ? second.top - first.top - first.height : 0;

/** In the window: what is scrolled meanwhile is part of the way. */
const topOf = (list: HTMLElement): number => list.getBoundingClientRect().top;

interface Drag {
  readonly rows: readonly Row[];
  readonly from: number;
  readonly to: number;
  readonly by: number;
  readonly startedAt: number;
}

export interface DragOrder {
  /** The row in the hand, if there is one. */
  readonly held: number | null;
  readonly shift: (row: number) => number;
  readonly handle: (row: number) => {
    readonly onPointerDown: (event: PointerEvent) => void;
    readonly onPointerMove: (event: PointerEvent) => void;
    readonly onPointerUp: () => void;
    readonly onPointerCancel: () => void;
    readonly onKeyDown: (event: KeyboardEvent) => void;
  };
}

/** Rows that are drawn to another place by a handle; Escape lets go of one where it was. */
export function useDragOrder(
  list: RefObject<HTMLElement>,
  onMove: (from: number, to: number) => void,
): DragOrder {
  const [drag, setDrag] = useState<Drag | null>(null);
  const latest = useRef<Drag | null>(null);
  const put = (next: Drag | null): void => {
    latest.current = next;
    setDrag(next);
  };
  const drop = (): void => {
    const done = latest.current;
    put(null);
    if (done && done.to !== done.from) onMove(done.from, done.to);
  };
  return {
    held: drag?.from ?? null,
    shift: (row) =>
      drag === null ? 0 : row === drag.from ? drag.by : shiftOf(drag.rows, drag.from, drag.to, row),
    handle: (from) => ({
      onPointerDown: (event) => {
        if (event.button !== 0 || !list.current) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        const rows = [...list.current.children].map((row) => ({
          top: (row as HTMLElement).offsetTop,
          height: (row as HTMLElement).offsetHeight,
        }));
        put({ rows, from, to: from, by: 0, startedAt: event.clientY - topOf(list.current) });
      },
      onPointerMove: (event) => {
        const held = latest.current;
        if (!held || !list.current) return;
        const by = event.clientY - topOf(list.current) - held.startedAt;
        put({ ...held, by, to: placeAfter(held.rows, held.from, by) });
      },
      onPointerUp: drop,
      onPointerCancel: () => put(null),
      onKeyDown: (event) => {
        if (event.key !== 'Escape' || !latest.current) return;
        event.preventDefault();
        put(null);
      },
    }),
  };
}
