import { Component, type ReactNode, Suspense } from 'react';
import { findSession, session } from '@/session/session.ts';
import { later } from '@/ui/later.ts';
import { Notice } from '@/ui/Notice.tsx';
import { Page } from '@/ui/Page.tsx';
import { Link, matchRoute, pathOf, Redirect, Router, searchOf, useAddress } from '@/ui/router.tsx';
import { useStore } from '@/ui/store.ts';
import { PeopleHere } from './PeopleHere.tsx';
import { signedInRoutes, signedOutRoutes } from './routes.tsx';
import { Shell } from './Shell.tsx';

const SignedOutDialog = later(() => import('./SignedOutDialog.tsx'));

/** Who may see what: signed out, every address leads to signing in and back again. */
export function App(): JSX.Element | null {
  const state = useStore(session);
  const address = useAddress();
  const outside = matchRoute(signedOutRoutes, pathOf(address)) !== null;
  if (state.status === 'unknown') return null;
  if (state.status === 'unreachable') {
    return (
      <main className='alone'>
        <Notice
          title='The server does not answer'
          action={<button type='button' className='button' onClick={findSession}>Try again</button>}
        >
          {state.problem.message}
        </Notice>
      </main>
    );
  }
  if (state.status === 'out') {
    const next = address === '/' ? '' : `?next=${encodeURIComponent(address)}`;
    return outside ? <Pages routes={signedOutRoutes} /> : <Redirect to={`/sign-in${next}`} />;
  }
  if (outside) return <Redirect to={safeNext(searchOf(address).get('next'))} />;
  return (
    <Shell session={state.session}>
      <Pages routes={signedInRoutes} />
      <PeopleHere />
      <Suspense fallback={null}>
        {state.status === 'expired' ? <SignedOutDialog email={state.session.user.email} /> : null}
      </Suspense>
    </Shell>
  );
}

/** Only a path of this page: `//elsewhere.example` would leave it. */
export const safeNext = (next: string | null): string =>
  next !== null && /^\/(?![/\\])/.test(next) ? next : '/';

function Pages({ routes }: { routes: typeof signedInRoutes }): JSX.Element {
  return (
    <Fault>
      <Suspense fallback={null}>
        <Router
          routes={routes}
          fallback={
            <Page title='Not found' place={<b>Not found</b>}>
              <Notice
                title='There is nothing at this address'
                action={<Link to='/' className='button'>To the start</Link>}
              />
            </Page>
          }
        />
      </Suspense>
    </Fault>
  );
}

/** A fault in the page itself, or a chunk that a newer version has replaced. */
class Fault extends Component<{ children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true };
  }

  override render(): ReactNode {
    if (!this.state.failed) return this.props.children;
    return (
      <Page title='Fault' place={null}>
        <Notice
          title='Something went wrong in this page'
          action={
            <button type='button' className='button' onClick={() => location.reload()}>
              Reload
            </button>
          }
        >
          Your data is not affected.
        </Notice>
      </Page>
    );
  }
}
