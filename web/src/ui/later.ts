import { lazy, type LazyExoticComponent } from 'react';

type Part<Props> = (props: Props) => JSX.Element | null;

/**
 * A part of the page that comes later. Where it cannot be had (no network, or a newer version of the
 * page in its place), `instead` stands there, or nothing, and the rest stays: `lazy` alone would take
 * all of it along.
 */
export function later<Props>(
  load: () => Promise<{ default: Part<Props> }>,
  instead: Part<Props> = () => null,
): LazyExoticComponent<Part<Props>> {
  return lazy(() => load().catch(() => ({ default: instead })));
}
