import {
  type ReactNode,
  type RefObject,
  Suspense,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import type { Project, Session } from '@/api/answers.ts';
import { useProjects } from '@/api/queries.ts';
import { SignedInContext } from '@/api/signedIn.ts';
import { lastProject, rememberProject } from '@/projects/lastProject.ts';
import { enter, leave } from '@/session/session.ts';
import { overlay } from '@/ui/commands.ts';
import { Icon } from '@/ui/icons.tsx';
import { later } from '@/ui/later.ts';
import { NavigationContext } from '@/ui/Page.tsx';
import { pathOf, useAddress } from '@/ui/router.tsx';
import { useStore } from '@/ui/store.ts';
import { toasts } from '@/ui/toast.ts';
import { useAfter } from '@/ui/useAfter.ts';
import { desktop, phone, useMedia } from '@/ui/useMedia.ts';
import { projectIn } from './routes.tsx';
import { Sidebar } from './Sidebar.tsx';

// Keys, palette, toasts and banners: nothing of them is in the first picture.
const Overlays = later(() => import('./Overlays.tsx'));
const Banners = later(() => import('@/status/Banners.tsx'));
const afterFirstPicture = 1000;

/** The frame of every signed-in page: navigation at the left, the page on its sheet. */
export function Shell(
  { session, children }: { session: Session; children: ReactNode },
): JSX.Element {
  const isPhone = useMedia(phone);
  const roomy = useMedia(desktop);
  const sheet = useRef<HTMLDialogElement>(null);
  const path = pathOf(useAddress());
  const project = useProjectOf(path);
  // The numbers beside the funnels are not asked for before somebody opens the sheet.
  const [wasOpened, setWasOpened] = useState(false);
  const open = useCallback(() => {
    setWasOpened(true);
    sheet.current?.showModal();
  }, []);
  const calm = useAfter(afterFirstPicture, true);
  const over = useStore(overlay);
  const said = useStore(toasts);
  const signedIn = useMemo(() => ({ session, project, changed: enter, leave }), [session, project]);
  useEffect(() => sheet.current?.close(), [path]);
  const navigation = <Sidebar project={project} session={session} narrow={false} />;
  return (
    <SignedInContext.Provider value={signedIn}>
      <NavigationContext.Provider value={isPhone ? open : null}>
        <a className='skip' href='#main'>Skip to content</a>
        {isPhone
          ? <Sheet sheet={sheet}>{wasOpened ? navigation : null}</Sheet>
          : (
            <aside className={roomy ? 'sidebar' : 'sidebar rail'} aria-label='Navigation'>
              {roomy ? navigation : <Sidebar project={project} session={session} narrow />}
            </aside>
          )}
        <div className='panel'>
          <Suspense fallback={null}>{calm ? <Banners /> : null}</Suspense>
          {children}
        </div>
        <Suspense fallback={null}>
          {calm || said.length > 0 || over !== null ? <Overlays /> : null}
        </Suspense>
      </NavigationContext.Provider>
    </SignedInContext.Provider>
  );
}

/** Settings that belong to no project stand beside the one that was open last. */
function useProjectOf(path: string): Project | null {
  const { data: projects } = useProjects();
  const named = projectIn(path);
  const wanted = named ?? (path.startsWith('/settings') ? lastProject() ?? '' : null);
  const found = projects?.find(({ id }) => id === wanted) ?? null;
  const id = found?.id;
  useEffect(() => {
    if (id !== undefined) rememberProject(id);
  }, [id]);
  return found ?? (named === null && wanted !== null ? projects?.[0] ?? null : null);
}

interface SheetProps {
  readonly sheet: RefObject<HTMLDialogElement>;
  readonly children: ReactNode;
}

/** The navigation on a phone, where it lies over the page. */
function Sheet({ sheet, children }: SheetProps): JSX.Element {
  return (
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
      {children}
    </dialog>
  );
}
