/** As much of a browser as the modules under test ask for. */

/** Storage with the habits of the real one: own keys are the names, values are text. */
export function fakeStorage(room = Infinity): Storage {
  const methods = {
    getItem: (name: string) => Object.hasOwn(kept, name) ? kept[name]! : null,
    setItem(name: string, text: string) {
      if (Object.keys(kept).length >= room) throw new DOMException('full', 'QuotaExceededError');
      kept[name] = `${text}`;
    },
    removeItem: (name: string) => void delete kept[name],
  };
  const kept: Record<string, string> = Object.create(methods);
  return kept as unknown as Storage;
}

/** Puts globals in place until the test ends. */
export function withGlobals<Result>(globals: object, test: () => Result): Result {
  const names = Object.keys(globals);
  const before = names.map((name) => Object.getOwnPropertyDescriptor(globalThis, name));
  const restore = () =>
    names.forEach((name, place) => {
      const descriptor = before[place];
      if (descriptor) Object.defineProperty(globalThis, name, descriptor);
      else Reflect.deleteProperty(globalThis, name);
    });
  for (const [name, value] of Object.entries(globals)) {
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  }
  let result: Result;
  try {
    result = test();
  } catch (error) {
    restore();
    throw error;
  }
  if (result instanceof Promise) return result.finally(restore) as Result;
  restore();
  return result;
}

export function equal(actual: unknown, expected: unknown): void {
  const [left, right] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (left !== right) throw new Error(`expected ${right}\n     got ${left}`);
}

export function holds(condition: unknown, what: string): asserts condition {
  if (!condition) throw new Error(`does not hold: ${what}`);
}
