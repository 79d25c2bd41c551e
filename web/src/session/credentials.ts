import { Problem } from '@/api/problem.ts';
import { type Infer, object, type Schema, text } from '@/api/schema.ts';
import { FormFault } from '@/ui/useForm.ts';

const filled = (message: string) => text().rule((value) => value.trim() !== '', message);

const email = filled('Enter your e-mail address.')
  .rule((value) => /^[^\s@]+@[^\s@]+$/.test(value.trim()), 'This is not an e-mail address.');

export const SignInInput = object({
  email,
  password: text().rule((value) => value !== '', 'Enter your password.'),
});

export const shortestPassword = 10;

export const RegisterInput = object({
  full_name: filled('Enter your name.'),
  email,
  password: text()
    .rule((value) => value !== '', 'Choose a password.')
    .rule(
      (value) => [...value].length >= shortestPassword,
      `Use at least ${shortestPassword} characters. A few words in a row do well.`,
    )
    .rule((value) => [...value].length <= 256, 'Use at most 256 characters.'),
  organization_name: text(),
});
export type RegisterInput = Infer<typeof RegisterInput>;

/** The form's values, checked; faults go to their fields. */
export function checked<T>(schema: Schema<T>, form: FormData): T {
  const parsed = schema.parse(Object.fromEntries(form));
  if (parsed.ok) return parsed.value;
  throw new FormFault(Object.fromEntries(parsed.faults.map((f) => [f.path, f.message])));
}

const codes: Readonly<Record<string, string>> = {
  too_common: 'This password is among the most used ones. Choose another.',
  too_short: `Use at least ${shortestPassword} characters.`,
};

export const addressTaken = 'There is an account with this address.';

/** What the server refused, in the words of the form. */
export function faultFrom(error: unknown, doing: 'sign in' | 'register'): FormFault {
  if (!(error instanceof Problem)) throw error;
  const { status, faults, retryAfterSeconds: wait } = error;
  if (status === 401 && doing === 'sign in') {
    return new FormFault({ form: 'The e-mail address or the password is wrong.' });
  }
  if (status === 409) {
    return new FormFault({ email: addressTaken });
  }
  if (status === 429) {
    const when = wait === null ? 'in a while' : `in ${wait} second${wait === 1 ? '' : 's'}`;
    return new FormFault({ form: `Too many attempts. Try again ${when}.` });
  }
  const atFields = Object.fromEntries(
    faults.map(({ field, code, message }) => [field, codes[code] ?? message]),
  );
  return new FormFault(faults.length > 0 ? atFields : { form: error.message });
}
