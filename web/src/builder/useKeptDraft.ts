import { useCallback, useEffect, useRef } from 'react';
import { toast } from '@/ui/toast.ts';
import type { Draft } from './draft.ts';
import { dropDraft, keepDraft } from './keptDraft.ts';

const pause = 400;

interface Place {
  readonly project: string;
  readonly funnel: string | null;
  readonly version: string | null;
}

/**
 * Keeps what is not saved in this browser as it is written, and says so to who leaves. Gives what is
 * called once it has been saved or thrown away: nothing is kept from then on.
 */
export function useKeptDraft(place: Place, draft: Draft, original: Draft): () => void {
  const latest = useRef({ place, draft, original });
  latest.current = { place, draft, original };
  const over = useRef(false);
  const keep = useCallback((): boolean => {
    const { place: { project, funnel, version }, draft, original } = latest.current;
    if (over.current) return false;
    if (draft === original) {
      dropDraft(project, funnel);
      return false;
    }
    return keepDraft(project, funnel, { draft, at: Date.now(), version });
  }, []);
  useEffect(() => {
    const timer = setTimeout(keep, pause);
    return () => clearTimeout(timer);
  }, [draft, keep]);
  useEffect(() => {
    addEventListener('pagehide', keep);
    return () => {
      removeEventListener('pagehide', keep);
      if (keep()) toast('Not saved yet: your changes are kept in this browser.');
    };
  }, [keep]);
  return useCallback(() => {
    over.current = true;
    const { project, funnel } = latest.current.place;
    dropDraft(project, funnel);
  }, []);
}
