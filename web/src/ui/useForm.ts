import { type FormEvent, useCallback, useEffect, useRef, useState } from 'react';

/** What is wrong with a form, by field name; `form` is what belongs to no field. */
export type FormErrors = Readonly<Record<string, string>>;

/** Thrown by a form's work to put words at fields. */
export class FormFault extends Error {
  constructor(readonly errors: FormErrors) {
    super('form');
  }
}

export interface Form {
  readonly errors: FormErrors;
  readonly busy: boolean;
  readonly onSubmit: (event: FormEvent<HTMLFormElement>) => void;
}

/** Runs `work` on submit; a `FormFault` shows at its fields, the first of which gets the focus. */
export function useForm(work: (form: FormData) => Promise<void>): Form {
  const [errors, setErrors] = useState<FormErrors>({});
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement | null>(null);
  const mounted = useRef(true);
  useEffect(() => {
    mounted.current = true;
    return () => {
      mounted.current = false;
    };
  }, []);

  useEffect(() => {
    form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus();
  }, [errors]);

  const onSubmit = useCallback((event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    form.current = event.currentTarget;
    setBusy(true);
    work(new FormData(event.currentTarget))
      .then(() => ({}), (error: unknown) => errorsOf(error))
      .then((found) => {
        if (!mounted.current) return;
        setBusy(false);
        setErrors(found);
      });
  }, [work]);
  return { errors, busy, onSubmit };
}

const errorsOf = (error: unknown): FormErrors =>
  error instanceof FormFault
    ? error.errors
    : { form: error instanceof Error ? error.message : 'Something went wrong.' };
