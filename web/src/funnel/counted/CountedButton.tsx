import type { ReactNode } from 'react';
import { asked, type Figure } from './figures.ts';

interface CountedButtonProps {
  readonly what: Figure;
  readonly className?: string;
  readonly children: ReactNode;
}

/** The name of a figure; pressed, it says how the figure is counted. */
export function CountedButton({ what, className, children }: CountedButtonProps): JSX.Element {
  return (
    <button
      type='button'
      className={`counted ${className ?? ''}`}
      aria-haspopup='dialog'
      title='How is this counted?'
      onClick={({ currentTarget }) => asked.set({ what, beside: currentTarget })}
    >
      {children}
    </button>
  );
}
