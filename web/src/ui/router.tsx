import {
  type AnchorHTMLAttributes,
  type ComponentType,
  createContext,
  type MouseEvent,
  type ReactNode,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useSyncExternalStore,
} from 'react';

/** Routes over the History API: `:name` in a pattern matches one part of the path. */
export interface Route {
  readonly path: string;
  readonly page: ComponentType;
}

export type Params = Readonly<Record<string, string>>;

export function matcher(pattern: string): (path: string) => Params | null {
  const parts = pattern.split('/').filter(Boolean);
  return (path) => {
    const given = path.split('/').filter(Boolean);
    if (given.length !== parts.length) return null;
    const params: Record<string, string> = {};
    for (const [index, part] of parts.entries()) {
      const value = given[index] ?? '';
      if (part.startsWith(':')) params[part.slice(1)] = decode(value);
      else if (part !== value) return null;
    }
    return params;
  };
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    // A path typed by hand may hold a lone %; it then matches nothing that exists.
    return value;
  }
}

const listeners = new Set<() => void>();
const notify = (): void => listeners.forEach((listener) => listener());

function subscribe(listener: () => void): () => void {
  if (listeners.size === 0) window.addEventListener('popstate', notify);
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) window.removeEventListener('popstate', notify);
  };
}

export function navigate(to: string, how: 'push' | 'replace' = 'push'): void {
  if (to === location.pathname + location.search) return;
  if (how === 'push') history.pushState(null, '', to);
  else history.replaceState(null, '', to);
  notify();
}

/** The path and query of the address bar, e.g. `/sign-in?next=%2F`. */
export const useAddress = (): string =>
  useSyncExternalStore(subscribe, () => location.pathname + location.search, () => '/');

export const pathOf = (address: string): string => address.split('?')[0] ?? '/';
export const searchOf = (address: string): URLSearchParams =>
  new URLSearchParams(address.split('?')[1] ?? '');

const ParamsContext = createContext<Params>({});
/** A named part of the path; `''` where the route has none of that name. */
export function useParam(name: string): string {
  const params = useContext(ParamsContext);
  return params[name] ?? '';
}

export function matchRoute(
  routes: readonly Route[],
  path: string,
): { readonly route: Route; readonly params: Params } | null {
  for (const route of routes) {
    const params = matcher(route.path)(path);
    if (params) return { route, params };
  }
  return null;
}

export function Router(
  { routes, fallback }: { routes: readonly Route[]; fallback: ReactNode },
): JSX.Element {
  const path = pathOf(useAddress());
  const match = useMemo(() => matchRoute(routes, path), [routes, path]);
  const first = useRef(true);
  useEffect(() => {
    // On arrival the browser places the focus; afterwards a new page starts at its content.
    if (first.current) first.current = false;
    else if (document.activeElement?.closest('main') === null) {
      document.getElementById('main')?.focus({ preventScroll: true });
    }
  }, [path]);
  if (!match) return <>{fallback}</>;
  const Page = match.route.page;
  return (
    <ParamsContext.Provider value={match.params}>
      <Page />
    </ParamsContext.Provider>
  );
}

type LinkProps =
  & {
    readonly to: string;
    readonly children: ReactNode;
    /** Whether it is marked where it leads to the page on show; no link within a page is. */
    readonly marksCurrent?: boolean;
  }
  & Omit<
    AnchorHTMLAttributes<HTMLAnchorElement>,
    'href'
  >;

export function Link(
  { to, children, onClick, marksCurrent = true, ...rest }: LinkProps,
): JSX.Element {
  const address = useAddress();
  const current = marksCurrent && pathOf(address) === pathOf(to);
  const follow = (event: MouseEvent<HTMLAnchorElement>): void => {
    onClick?.(event);
    const plain = event.button === 0 &&
      !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
    if (!plain || event.defaultPrevented) return;
    event.preventDefault();
    navigate(to);
  };
  return (
    <a aria-current={current ? 'page' : undefined} {...rest} href={to} onClick={follow}>
      {children}
    </a>
  );
}

export function Redirect({ to }: { to: string }): null {
  useEffect(() => navigate(to, 'replace'), [to]);
  return null;
}
