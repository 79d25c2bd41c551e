import type { ReactNode } from 'react';
import { Logo } from '@/ui/icons.tsx';
import { useTitle } from '@/ui/Page.tsx';
import { river } from '@/ui/river/geometry.ts';
import { River } from '@/ui/river/River.tsx';

/** Shares of nobody in particular: a picture of the idea. */
const shape = river(
  { users: [100, 71, 40, 27, 19], waiting: [0, 0, 0, 0], left: [29, 31, 13, 8] },
  1000,
);
const leak = 1;

/** What signing in and registering share: the form on the left, the river on the right. */
export function SessionFrame(
  { title, lead, children }: { title: string; lead: ReactNode; children: ReactNode },
): JSX.Element {
  useTitle(title);
  return (
    <div className='session'>
      <main id='main' tabIndex={-1} className='session-form'>
        <p className='session-brand'>
          <Logo size={26} />IAFA
        </p>
        <h1>{title}</h1>
        <p className='session-lead'>{lead}</p>
        {children}
      </main>
      <aside className='session-art'>
        <River shape={shape} direction='right' leak={leak} active={null} />
        <p className='session-claim'>
          Every funnel leaks somewhere.<br />See where, how much, and how sure you can be.
        </p>
      </aside>
    </div>
  );
}
