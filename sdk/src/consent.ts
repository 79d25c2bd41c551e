import type { Options } from './iafa.d.ts';
import { CHOICE, type Store } from './store.ts';

export type Consent = 'granted' | 'denied' | 'pending';

interface Signals {
  globalPrivacyControl?: boolean;
  doNotTrack?: string | null;
}

/** The person's own choice stands over the browser's signals, and these over the site's wish. */
export function readConsent(store: Store, options: Options): Consent {
  const { made } = store.read<{ made: Consent }>(CHOICE);
  // What somebody else may have written there is no “granted” either.
  if (made) return made;
  const { respect = 'gpc,dnt', consent } = options;
  const { globalPrivacyControl, doNotTrack } = navigator as Signals;
  const saysNo = respect.includes('gpc') && globalPrivacyControl ||
    respect.includes('dnt') && doNotTrack === '1';
  if (saysNo) return 'denied';
  return consent === 'required' ? 'pending' : 'granted';
}
