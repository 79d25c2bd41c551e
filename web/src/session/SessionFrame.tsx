import type { ReactNode } from 'react';
import { Logo } from '@/ui/icons.tsx';
import { useTitle } from '@/ui/Page.tsx';
import { RiverArt } from '@/ui/RiverArt.tsx';

const shares = [1, 0.72, 0.44, 0.3, 0.22];

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
      <div className='session-art'>
        <RiverArt shares={shares} width={1000} height={420} />
        <p className='session-claim'>
          Every funnel leaks somewhere.<br />See where, how much, and how sure you can be.
        </p>
      </div>
    </div>
  );
}
