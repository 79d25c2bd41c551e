import { lazy, type LazyExoticComponent } from 'react';

type Part<Props> = (props: Props) => JSX.Element | null;

/**
 * A part of the page that comes later. Where it cannot be had (no network, or a newer version of the
 * page in its place), it stays away and the rest stands: `lazy` alone would take all of it along.
 */
export function later<Props>(
  load: () => Promise<{ default: Part<Props> }>,
): LazyExoticComponent<Part<Props>> {
  return lazy(() => load().catch(() => ({ default: (): null => null })));
}
