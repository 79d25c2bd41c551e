import { useCallback, useEffect, useRef, useState } from 'react';
import type { FunnelDefinition } from '@/api/answers.ts';
import type { FunnelChange } from '@/api/endpoints.ts';
import { Problem } from '@/api/problem.ts';
import type { FormErrors } from '@/ui/useForm.ts';
import { toApi } from './definition.ts';
import type { Draft } from './draft.ts';
import { faultsFrom, faultsOf } from './faults.ts';

export interface Saving {
  readonly errors: FormErrors;
  readonly busy: boolean;
  /** Somebody else saved the funnel since it was opened here. */
  readonly changedElsewhere: boolean;
  readonly settled: () => void;
  readonly save: () => void;
}

interface Refusal {
  readonly draft: Draft;
  readonly errors: FormErrors;
}

const none: FormErrors = {};

/** Saves a draft, or says at each field why it was not saved. */
export function useSaving(
  draft: Draft,
  send: (funnel: FunnelChange) => Promise<FunnelDefinition>,
  onSaved: (funnel: FunnelDefinition) => void,
): Saving {
  const [tried, setTried] = useState(0);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [busy, setBusy] = useState(false);
  const [elsewhere, setElsewhere] = useState(false);
  const mounted = useMounted();
  const save = useCallback(() => {
    setTried((times) => times + 1);
    setRefusal(null);
    if (Object.keys(faultsOf(draft)).length > 0) return;
    setBusy(true);
    send(toApi(draft)).then(onSaved, (error: unknown) => {
      if (!mounted.current) return;
      if (error instanceof Problem && error.status === 412) setElsewhere(true);
      else setRefusal({ draft, errors: errorsFrom(error, draft) });
      setTried((times) => times + 1);
    }).finally(() => {
      if (mounted.current) setBusy(false);
    });
  }, [draft, send, onSaved, mounted]);
  const refused = refusal?.draft === draft ? refusal.errors : none;
  useFocusOnFault(tried);
  const settled = useCallback(() => setElsewhere(false), []);
  return {
    errors: tried === 0 ? none : { ...refused, ...faultsOf(draft) },
    busy,
    changedElsewhere: elsewhere,
    settled,
    save,
  };
}

function errorsFrom(error: unknown, draft: Draft): FormErrors {
  const words = error instanceof Error ? error.message : 'Something went wrong.';
  return error instanceof Problem && error.faults.length > 0
    ? { form: words, ...faultsFrom(error.faults, draft) }
    : { form: words };
}

/** The first field that is marked gets the focus, each time it was tried. */
function useFocusOnFault(tried: number): void {
  useEffect(() => {
    if (tried === 0) return;
    document.querySelector<HTMLElement>('.builder [aria-invalid=true]')?.focus();
  }, [tried]);
}

function useMounted(): { readonly current: boolean } {
  const mounted = useRef(true);
  useEffect(() => {
    mounted.current = true;
    return () => {
      mounted.current = false;
    };
  }, []);
  return mounted;
}
