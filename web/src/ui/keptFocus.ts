/** What Tab stops at. */
const stops = 'a[href], button:not(:disabled), input:not(:disabled), select:not(:disabled), ' +
  'textarea:not(:disabled), summary, [tabindex="0"]';
/** What stands in for something that is gone is near it: never across the walls of these. */
const rooms = 'main, nav, aside, dialog, [popover], .toasts';
const remembered = 12;

/** The place from which something was taken. */
interface Gap {
  readonly room: Element;
  readonly before: Node | null;
  readonly after: Node | null;
}

/**
 * Keeps the focus from being lost: where what had it is taken out of the page (a row that was
 * deleted, a word that was undone), it goes to what comes next there, as it would by Tab; where a
 * button is out of order while it works, it gets the focus back afterwards. Whoever moves the focus
 * themselves is first. Gives the way to end it.
 */
export function keepFocus(): () => void {
  const { activeElement } = document;
  let visited = activeElement instanceof HTMLElement ? [activeElement] : [];
  let gap: Gap | null = null;
  const onFocus = ({ target }: FocusEvent): void => {
    gap = null;
    if (!(target instanceof HTMLElement)) return;
    visited = [target, ...visited.filter((it) => it !== target)].slice(0, remembered);
  };
  // A press on what takes no focus is a wish to leave it.
  const onPress = ({ target }: Event): void => {
    if (target instanceof Element && target.closest(`${stops}, label, [tabindex]`) === null) {
      visited = [];
    }
  };
  const observer = new MutationObserver((changes) => {
    const [last] = visited;
    if (!last) return;
    for (const { target, removedNodes, previousSibling, nextSibling } of changes) {
      if (target === last) requestAnimationFrame(giveBack);
      for (const gone of removedNodes) {
        if (!gone.contains(last)) continue;
        gap = { room: target as Element, before: previousSibling, after: nextSibling };
        // By then whatever is drawn instead stands there, and may have taken the focus.
        requestAnimationFrame(mend);
      }
    }
  });
  const mend = (): void => {
    const [last] = visited;
    if (gap === null || !last || !isLost()) return;
    const next = isStop(last)
      ? last
      : nearest(last, gap) ?? visited.find(isStop) ?? document.getElementById('main');
    next?.focus({ preventScroll: next.id === 'main' });
  };
  const giveBack = (): void => {
    const [last] = visited;
    if (last && isLost() && isStop(last)) last.focus({ preventScroll: true });
  };
  document.addEventListener('focusin', onFocus);
  document.addEventListener('pointerdown', onPress);
  observer.observe(document.body, {
    childList: true,
    subtree: true,
    attributeFilter: ['disabled'],
  });
  return () => {
    observer.disconnect();
    document.removeEventListener('focusin', onFocus);
    document.removeEventListener('pointerdown', onPress);
  };
}

const isLost = (): boolean =>
  document.activeElement === null || document.activeElement === document.body;

const isStop = (element: Element): element is HTMLElement =>
  element.isConnected && element.matches(stops) && (element.checkVisibility?.() ?? true);

/** What comes next after the gap, else what comes before it, in the smallest part that has any. */
function nearest(last: Element, gap: Gap): HTMLElement | undefined {
  if (!gap.room.isConnected) return undefined;
  for (let part: Element | null = gap.room; part; part = part.parentElement) {
    const found = [...part.querySelectorAll(stops)].filter(isStop);
    const next = found.find((it) => comesAfter(it, gap)) ?? found.at(-1);
    if (next) return likeIn(part, next, last);
    if (part.matches(rooms)) return undefined;
  }
  return undefined;
}

/** Of a row, or of what is drawn instead: the same button as the one that is gone, if it has one. */
function likeIn(part: Element, next: HTMLElement, last: Element): HTMLElement {
  let row: Element = next;
  while (row.parentElement && row.parentElement !== part) row = row.parentElement;
  const like = [...row.querySelectorAll(stops)].filter(isStop).find((it) =>
    it.tagName === last.tagName && it.className === last.className
  );
  return like ?? next;
}

/** Also what stands in the gap by now. */
function comesAfter(element: Element, { room, before, after }: Gap): boolean {
  const follows = (one: Node): boolean =>
    (one.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0;
  if (before?.isConnected) return follows(before) && !before.contains(element);
  if (before === null && room.contains(element)) return true;
  if (after?.isConnected) return after.contains(element) || follows(after);
  return follows(room) && !room.contains(element);
}
