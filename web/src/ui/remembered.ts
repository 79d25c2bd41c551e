/** What this browser keeps between visits; storage may be refused, then nothing is kept. */
export function remembered(key: string): string | null {
  try {
    return localStorage.getItem(`iafa.${key}`);
  } catch {
    return null;
  }
}

/** `null` forgets it. */
export function remember(key: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(`iafa.${key}`);
    else localStorage.setItem(`iafa.${key}`, value);
  } catch {
    // It then holds for this visit only.
  }
}
