import { type ReactNode, useEffect, useRef, useState } from 'react';
import { Icon } from './icons.tsx';

interface ScrollAcrossProps {
  readonly label: string;
  /** How wide the contents are; where that is more than there is room, they scroll. */
  readonly width: number;
  readonly children: ReactNode;
}

/** What is wider than the page scrolls in a place of its own, which shows that there is more. */
export function ScrollAcross({ label, width, children }: ScrollAcrossProps): JSX.Element {
  const element = useRef<HTMLDivElement>(null);
  const [more, setMore] = useState({ before: false, after: false });
  useEffect(() => {
    const scrolled = element.current;
    if (scrolled === null) return;
    const look = (): void => {
      const before = scrolled.scrollLeft > 2;
      const after = scrolled.scrollLeft + scrolled.clientWidth < scrolled.scrollWidth - 2;
      setMore((was) => was.before === before && was.after === after ? was : { before, after });
    };
    look();
    const observer = new ResizeObserver(look);
    observer.observe(scrolled);
    scrolled.addEventListener('scroll', look, { passive: true });
    return () => {
      observer.disconnect();
      scrolled.removeEventListener('scroll', look);
    };
  }, [width]);
  const scrolls = more.before || more.after;
  const go = (direction: number): void => {
    const scrolled = element.current;
    // Whether it glides is said in the stylesheet, which knows who asked for less motion.
    scrolled?.scrollBy({ left: direction * scrolled.clientWidth * 0.7 });
  };
  // Keys scroll the place itself; the buttons are for pointers and say nothing new.
  const button = (direction: 1 | -1): JSX.Element => (
    <button
      type='button'
      className={direction > 0 ? 'scroll-on' : 'scroll-back'}
      tabIndex={-1}
      aria-hidden='true'
      onClick={() => go(direction)}
    >
      <Icon name='back' />
    </button>
  );
  return (
    <div
      className='scroll-across'
      data-before={more.before ? '' : undefined}
      data-after={more.after ? '' : undefined}
    >
      <div
        ref={element}
        className='chart-scroll'
        {...(scrolls ? { tabIndex: 0, role: 'region', 'aria-label': label } : {})}
      >
        {children}
      </div>
      {more.before ? button(-1) : null}
      {more.after ? button(1) : null}
    </div>
  );
}
