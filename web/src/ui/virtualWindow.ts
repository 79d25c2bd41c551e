/** Which rows of a long list are in sight, and where they stand. */
export interface VirtualWindow {
  readonly first: number;
  /** The one after the last. */
  readonly last: number;
  /** How high the list makes the scroll bar believe it is. */
  readonly height: number;
  /** Where a row stands in it. */
  readonly topOf: (row: number) => number;
}

/** Browsers draw nothing beyond some 17 million pixels (Firefox) or 33 million (Chromium). */
export const highest = 12_000_000;
/** Rows above and below the window that are there already when one scrolls. */
export const spare = 8;

interface Asked {
  readonly rows: number;
  readonly rowHeight: number;
  /** The height of the frame, and how far it is scrolled. */
  readonly frame: number;
  readonly scrolled: number;
}

/** A list that is too high is pressed together: one pixel of its scroll bar then moves several. */
export function windowOf({ rows, rowHeight, frame, scrolled }: Asked): VirtualWindow {
  const whole = rows * rowHeight;
  const height = Math.min(whole, highest);
  const pressed = height > frame ? (whole - frame) / (height - frame) : 1;
  const offset = Math.min(Math.max(0, whole - frame), Math.max(0, scrolled) * pressed);
  const shift = pressed === 1 ? 0 : Math.max(0, scrolled) - offset;
  return {
    first: Math.max(0, Math.floor(offset / rowHeight) - spare),
    last: Math.min(rows, Math.ceil((offset + frame) / rowHeight) + spare),
    height,
    topOf: (row) => row * rowHeight + shift,
  };
}

/** How far to scroll so that a row is in sight; as far as now where it is already. */
export function scrolledTo(row: number, asked: Asked): number {
  const { rows, rowHeight, frame, scrolled } = asked;
  const whole = rows * rowHeight;
  const height = Math.min(whole, highest);
  const pressed = height > frame ? (whole - frame) / (height - frame) : 1;
  const offset = scrolled * pressed;
  const top = row * rowHeight;
  const wanted = Math.max(Math.min(offset, top), top + rowHeight - frame);
  return wanted === offset ? scrolled : wanted / pressed;
}
