import { useCallback, useState } from 'react';
import { Problem } from '@/api/problem.ts';
import { type FormErrors, FormFault, useForm } from '@/ui/useForm.ts';

export interface Saving {
  readonly errors: FormErrors;
  readonly busy: boolean;
  readonly onSubmit: ReturnType<typeof useForm>['onSubmit'];
  /** Somebody else changed the same object since it was read. */
  readonly conflict: boolean;
  readonly settled: () => void;
}

/** Runs a change; what the server refuses comes to its fields. */
export function useSaving(work: () => Promise<void>, words: Words = {}): Saving {
  const [conflict, setConflict] = useState(false);
  const { errors, busy, onSubmit } = useForm(useCallback(async () => {
    setConflict(false);
    try {
      await work();
    } catch (error) {
      if (error instanceof Problem && error.status === 412) return setConflict(true);
      throw faultOf(error, words);
    }
  }, [work, words]));
  const settled = useCallback(() => setConflict(false), []);
  return { errors, busy, onSubmit, conflict, settled };
}

/** Better words for a code of the server. */
type Words = Readonly<Record<string, string>>;

/** `allowed_origins.2` belongs to the field `allowed_origins`. */
export function faultOf(error: unknown, words: Words = {}): unknown {
  if (!(error instanceof Problem) || error.faults.length === 0) {
    return error instanceof Problem && error.status === 403
      ? new FormFault({ form: 'Only an owner or an admin may change this.' })
      : error;
  }
  return new FormFault(Object.fromEntries(error.faults.map(({ field, code, message }) => [
    field.split('.')[0] ?? '',
    words[code] ?? message,
  ])));
}
