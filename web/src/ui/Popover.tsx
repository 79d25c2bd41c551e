import {
  type ReactNode,
  Suspense,
  useCallback,
  useEffect,
  useId,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import { flushSync } from 'react-dom';
import type { CommandId } from './commandList.ts';
import { useCommands } from './commands.ts';

interface PopoverProps {
  readonly label: string;
  /** Contents of the button that opens it. */
  readonly button: ReactNode;
  readonly buttonClass: string;
  readonly buttonLabel?: string;
  readonly pressed?: boolean;
  readonly align?: 'start' | 'end';
  /** Opens it by a key, wherever on the page one is. */
  readonly command?: CommandId;
  /** What is in it, which may be lazy: nothing of it exists before somebody comes near the button. */
  readonly children: (close: () => void) => ReactNode;
}

const gap = 6;
const margin = 8;

/** A button with a panel in the browser's top layer: Escape and a click outside close it. */
export function Popover(props: PopoverProps): JSX.Element {
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const panel = useRef<HTMLDivElement>(null);
  const align = props.align ?? 'start';
  const close = useCallback(() => {
    panel.current?.hidePopover();
    button.current?.focus();
  }, []);

  const [wanted, setWanted] = useState(false);
  const want = (): void => setWanted(true);
  const { command } = props;
  const show = (): void => {
    flushSync(want);
    button.current?.scrollIntoView({ block: 'center' });
    panel.current?.showPopover();
  };
  const keyed = command === undefined ? {} : { [command]: show };
  useCommands({ keyed });

  const open = useRef(false);
  const settle = useCallback(() => {
    if (!open.current || !panel.current || !button.current) return;
    place(panel.current, button.current, align);
    if (panel.current.contains(document.activeElement)) return;
    panel.current.querySelector<HTMLElement>('[data-first], a, button, input')?.focus();
  }, [align]);
  useEffect(() => {
    const element = panel.current;
    if (!element) return;
    const onToggle = (event: Event): void => {
      open.current = (event as ToggleEvent).newState === 'open';
      button.current?.setAttribute('aria-expanded', String(open.current));
      settle();
    };
    element.addEventListener('toggle', onToggle);
    return () => element.removeEventListener('toggle', onToggle);
  }, [settle]);

  return (
    <>
      <button
        ref={button}
        type='button'
        className={props.buttonClass}
        aria-haspopup='dialog'
        aria-expanded='false'
        aria-controls={id}
        aria-label={props.buttonLabel}
        aria-pressed={props.pressed}
        onPointerEnter={want}
        onFocus={want}
        onClick={() => {
          flushSync(want);
          panel.current?.togglePopover();
        }}
      >
        {props.button}
      </button>
      <div
        ref={panel}
        id={id}
        popover='auto'
        className='popover'
        role='dialog'
        aria-label={props.label}
      >
        {wanted
          ? (
            <Suspense fallback={null}>
              {props.children(close)}
              <Arrival then={settle} />
            </Suspense>
          )
          : null}
      </div>
    </>
  );
}

/** What is lazy may come when the panel is open already: then it takes its place, and the focus. */
function Arrival({ then }: { readonly then: () => void }): null {
  useLayoutEffect(then, [then]);
  return null;
}

/** Under the button, or above it where there is no room, and always inside the window. */
export function place(panel: HTMLElement, button: HTMLElement, align: 'start' | 'end'): void {
  const from = button.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = panel;
  const wanted = align === 'start' ? from.left : from.right - width;
  const left = Math.max(margin, Math.min(wanted, innerWidth - width - margin));
  const below = from.bottom + gap;
  const top = below + height + margin > innerHeight && from.top - gap - height > margin
    ? from.top - gap - height
    : below;
  panel.style.left = `${left}px`;
  panel.style.top = `${top}px`;
}
