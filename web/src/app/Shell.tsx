import { type ReactNode, useCallback, useEffect, useRef } from 'react';
import type { Session } from '@/api/answers.ts';
import { Icon } from '@/ui/icons.tsx';
import { NavigationContext } from '@/ui/Page.tsx';
import { pathOf, useAddress } from '@/ui/router.tsx';
import { Toasts } from '@/ui/Toasts.tsx';
import { desktop, useMedia } from '@/ui/useMedia.ts';
import { projectIn } from './routes.tsx';
import { Sidebar } from './Sidebar.tsx';

/** The frame of every signed-in page: navigation at the left, the page on its sheet. */
export function Shell(
  { session, children }: { session: Session; children: ReactNode },
): JSX.Element {
  const roomy = useMedia(desktop);
  const sheet = useRef<HTMLDialogElement>(null);
  const path = pathOf(useAddress());
  const project = projectIn(path);
  const open = useCallback(() => sheet.current?.showModal(), []);
  useEffect(() => sheet.current?.close(), [path]);
  return (
    <NavigationContext.Provider value={roomy ? null : open}>
      <a className='skip' href='#main'>Skip to content</a>
      {roomy
        ? (
          <aside className='sidebar' aria-label='Navigation'>
            <Sidebar project={project} session={session} />
          </aside>
        )
        : (
          <dialog
            ref={sheet}
            className='sidebar sheet'
            aria-label='Navigation'
            onClick={(event) => {
              // A press on the backdrop reaches the dialog itself, one inside reaches its contents.
              if (event.target === event.currentTarget) event.currentTarget.close();
            }}
          >
            <button
              type='button'
              className='sheet-close'
              aria-label='Close navigation'
              onClick={() => sheet.current?.close()}
            >
              <Icon name='close' />
            </button>
            <Sidebar project={project} session={session} />
          </dialog>
        )}
      <div className='panel'>{children}</div>
      <Toasts />
    </NavigationContext.Provider>
  );
}
