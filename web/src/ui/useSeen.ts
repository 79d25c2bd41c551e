import { type RefObject, useEffect, useRef, useState } from 'react';

/** A little before it comes into sight, so that what it asks for is there by then. */
const rootMargin = '240px';

/** Whether an element has come into sight so far. */
export function useSeen<E extends Element>(): readonly [RefObject<E>, boolean] {
  const element = useRef<E>(null);
  const [seen, setSeen] = useState(false);
  useEffect(() => {
    const watched = element.current;
    if (!watched || seen) return;
    const observer = new IntersectionObserver((entries) => {
      if (entries.some(({ isIntersecting }) => isIntersecting)) setSeen(true);
    }, { rootMargin });
    observer.observe(watched);
    return () => observer.disconnect();
  }, [seen]);
  return [element, seen];
}
