import type { Session } from '@/api/answers.ts';
import { onSignedOut } from '@/api/client.ts';
import * as api from '@/api/endpoints.ts';
import { Problem } from '@/api/problem.ts';
import { forgetAnswers } from '@/api/queryCache.ts';
import { createStore } from '@/ui/store.ts';

/** Who is signed in. `expired` keeps the page on show until the person signs in again. */
export type SessionState =
  | { readonly status: 'unknown' }
  | { readonly status: 'unreachable'; readonly problem: Problem }
  | { readonly status: 'out' }
  | { readonly status: 'in' | 'expired'; readonly session: Session };

export const session = createStore<SessionState>({ status: 'unknown' });

/** Called once at start, before the first component, so that the request leaves early. */
export function startSession(): void {
  onSignedOut(() => {
    const state = session.get();
    if (state.status === 'in') session.set({ status: 'expired', session: state.session });
  });
  findSession();
}

export function findSession(): void {
  session.set({ status: 'unknown' });
  api.me().then(enter, (error: unknown) => {
    forgetAnswers();
    session.set(
      error instanceof Problem && error.status !== 401 && error.status !== 403
        ? { status: 'unreachable', problem: error }
        : { status: 'out' },
    );
  });
}

export function enter(found: Session): void {
  session.set({ status: 'in', session: found });
}

/** The server ends the session; what this page knows goes with it. */
export async function leave(): Promise<void> {
  try {
    await api.signOut();
  } catch (error) {
    // A session that is already dead is what was wanted.
    if (!(error instanceof Problem) || error.kind !== 'signed-out') throw error;
  }
  forgetAnswers();
  session.set({ status: 'out' });
}

/** After the session has ended by itself: to the sign-in page, and back to where the person was. */
export function signInAgain(): void {
  forgetAnswers();
  session.set({ status: 'out' });
}
