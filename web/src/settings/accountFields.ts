import type { AccountChange } from '@/api/settings.ts';
import { FormFault } from '@/ui/useForm.ts';
import { longestPassword, shortestPassword } from './password.ts';

export interface AccountFields {
  readonly full_name: string;
  readonly email: string;
}

/** The server's codes in the form's own words. */
export const accountWords: Readonly<Record<string, string>> = {
  wrong: 'This is not your password.',
  too_common: 'This password is among the first that anyone would guess. Choose another.',
  too_short: `Use at least ${shortestPassword} characters.`,
};

/** What is to be sent: what differs, checked; throws what is wrong, by field. */
export function accountChange(
  saved: AccountFields,
  values: AccountFields,
  password: string,
): AccountChange {
  const name = values.full_name.trim();
  const email = values.email.trim();
  const moves = email !== saved.email;
  const faults: Record<string, string> = {
    ...(name === '' ? { full_name: 'Enter your name.' } : {}),
    ...(/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email)
      ? {}
      : { email: 'This is not an e-mail address.' }),
    ...(moves && password === '' ? { current_password: 'Enter your password.' } : {}),
  };
  if (Object.keys(faults).length > 0) throw new FormFault(faults);
  return {
    ...(name === saved.full_name ? {} : { full_name: name }),
    ...(moves ? { email, current_password: password } : {}),
  };
}

export function passwordChange(current: string, next: string): AccountChange {
  const length = [...next].length;
  const faults: Record<string, string> = {
    ...(current === '' ? { current_password: 'Enter the password that you sign in with.' } : {}),
    ...(length < shortestPassword
      ? {
        new_password: `Use at least ${shortestPassword} characters. A few words in a row do well.`,
      }
      : length > longestPassword
      ? { new_password: `Use at most ${longestPassword} characters.` }
      : {}),
  };
  if (Object.keys(faults).length > 0) throw new FormFault(faults);
  return { new_password: next, current_password: current };
}
