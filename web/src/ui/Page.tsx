import { createContext, type ReactNode, useContext, useEffect } from 'react';
import { Icon } from './icons.tsx';

/** How a page opens the navigation where the sidebar has no room; the shell provides it. */
export const NavigationContext = createContext<(() => void) | null>(null);

interface PageProps {
  readonly title: string;
  /** Where the page stands, left in the header. */
  readonly place: ReactNode;
  readonly controls?: ReactNode;
  readonly children: ReactNode;
}

/** The sheet every signed-in page is printed on: a header, and the content below it. */
export function Page({ title, place, controls, children }: PageProps): JSX.Element {
  const openNavigation = useContext(NavigationContext);
  useTitle(title);
  return (
    <>
      <header className='top'>
        {openNavigation
          ? (
            <button
              type='button'
              className='burger'
              aria-label='Open navigation'
              onClick={openNavigation}
            >
              <Icon name='menu' size={18} />
            </button>
          )
          : null}
        <div className='place'>{place}</div>
        {controls ? <div className='controls'>{controls}</div> : null}
      </header>
      <main id='main' tabIndex={-1}>{children}</main>
    </>
  );
}

export function useTitle(title: string): void {
  useEffect(() => {
    document.title = title === '' ? 'IAFA' : `${title} · IAFA`;
  }, [title]);
}
