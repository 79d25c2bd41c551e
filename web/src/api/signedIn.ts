import { createContext, useContext } from 'react';
import type { Project, Session } from './answers.ts';

/** Who is signed in, for pages that show or change it; the frame around them provides it. */
export interface SignedIn {
  readonly session: Session;
  /** The one that the navigation is about: that of the address, else the one that was open last. */
  readonly project: Project | null;
  /** After a change: what the server now says of the person and the organisation. */
  readonly changed: (session: Session) => void;
  readonly leave: () => Promise<void>;
}

export const SignedInContext = createContext<SignedIn | null>(null);

export function useSignedIn(): SignedIn {
  const signedIn = useContext(SignedInContext);
  if (signedIn === null) throw new Error('only for pages of somebody signed in');
  return signedIn;
}
