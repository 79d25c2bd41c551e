import { useEffect, useRef, useState } from 'react';

const lasts = 240;
const easeOut = (t: number): number => 1 - (1 - t) ** 3;

const prefersStillness = (): boolean => matchMedia('(prefers-reduced-motion: reduce)').matches;

/** Numbers that move to their new values together; never on the first paint, nor when their number
 * changes, nor for people who asked for less motion. */
export function useTween(target: readonly number[]): readonly number[] {
  const [shown, setShown] = useState(target);
  const from = useRef(target);
  const key = target.join();
  const wanted = useRef(target);
  wanted.current = target;

  useEffect(() => {
    const goal = wanted.current;
    const start = from.current;
    const settle = (): void => {
      from.current = goal;
      setShown(goal);
    };
    if (start.length !== goal.length || prefersStillness()) return settle();
    if (start.every((value, index) => value === goal[index])) return;
    let began: number | null = null;
    const step = (now: number): void => {
      began ??= now;
      const t = Math.min(1, (now - began) / lasts);
      if (t >= 1) return settle();
      const values = start.map((value, i) => value + ((goal[i] ?? value) - value) * easeOut(t));
      from.current = values;
      setShown(values);
      frame = requestAnimationFrame(step);
    };
    let frame = requestAnimationFrame(step);
    return () => cancelAnimationFrame(frame);
  }, [key]);
  return shown.length === target.length ? shown : target;
}
