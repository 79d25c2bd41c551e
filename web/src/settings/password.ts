/** How hard a password is to guess, in words. The server has the last word on the common ones. */
export interface Strength {
  readonly level: 0 | 1 | 2 | 3;
  readonly words: string;
}

export const shortestPassword = 10;
export const longestPassword = 256;

/**
 * Length counts, and only what is new: a character that repeats the one before, or goes on in the
 * alphabet or the row of digits, adds little. No rules on kinds of characters (NIST SP 800-63B).
 */
export function strengthOf(password: string): Strength {
  const characters = [...password];
  const length = characters.length;
  if (length < shortestPassword) {
    const missing = shortestPassword - length;
    return { level: 0, words: `${missing} more character${missing === 1 ? '' : 's'} needed.` };
  }
  const points = characters.map((character) => character.codePointAt(0) ?? 0);
  const fresh = points.filter((point, at) => {
    const step = at === 0 ? Infinity : Math.abs(point - (points[at - 1] ?? 0));
    return step > 1;
  }).length;
  const worth = Math.min(fresh, 2 * new Set(characters).size);
  if (worth < 8) return { level: 1, words: 'Weak: easy to guess. A few words in a row do better.' };
  if (worth < 14) return { level: 2, words: 'Fair. Longer is better.' };
  return { level: 3, words: 'Strong.' };
}
