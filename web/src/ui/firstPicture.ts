import { useEffect } from 'react';
import { createStore, useStore } from './store.ts';

/** A hidden tab draws no frame: there, time is not what lacks. */
const atMostMilliseconds = 500;

const standing = createStore(false);

/** True once something that `shows` has been painted. Whatever is less urgent waits for it, once. */
export function useFirstPicture(shows: boolean): boolean {
  const stands = useStore(standing);
  useEffect(() => {
    if (!shows || standing.get()) return;
    const done = (): void => standing.set(true);
    // The frame after the one that has the picture in it begins when that one has been painted.
    let frame = requestAnimationFrame(() => {
      frame = requestAnimationFrame(done);
    });
    const timer = setTimeout(done, atMostMilliseconds);
    return () => {
      cancelAnimationFrame(frame);
      clearTimeout(timer);
    };
  }, [shows]);
  return stands;
}
