const key = 'iafa.project';

/** The project that was open last in this browser; storage may be refused, then there is none. */
export function lastProject(): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

export function rememberProject(project: string): void {
  try {
    localStorage.setItem(key, project);
  } catch {
    // Without storage the first project opens next time.
  }
}
