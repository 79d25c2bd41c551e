/** The matchers the tests use. */
const shown = (value: unknown): string => JSON.stringify(value) ?? String(value);

export function equal(actual: unknown, expected: unknown): void {
  if (Object.is(actual, expected) || shown(actual) === shown(expected)) return;
  throw new Error(`expected ${shown(expected)}\n     got ${shown(actual)}`);
}

export function match(actual: string | null | undefined, pattern: RegExp): void {
  if (!pattern.test(actual ?? '')) {
    throw new Error(`expected ${pattern}\n     got ${shown(actual)}`);
  }
}

export function close(actual: number, expected: number, within = 1e-6): void {
  if (Math.abs(actual - expected) > within) {
    throw new Error(`expected about ${expected}\n          got ${actual}`);
  }
}

/** What a promise was rejected with. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('expected a rejection');
}
