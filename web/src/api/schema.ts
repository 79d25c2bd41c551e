/** A fault in a value: where it is (`stages.0.event`) and what is wrong, in words for people. */
export interface Fault {
  readonly path: string;
  readonly message: string;
}

export type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly faults: readonly Fault[] };

/** Turns something unknown into a `T`, or says everything that keeps it from being one. */
export interface Schema<T> {
  parse(value: unknown, path?: string): Parsed<T>;
}

export type Infer<S> = S extends Schema<infer T> ? T : never;

type Shape = Readonly<Record<string, Schema<unknown>>>;
type FromShape<S extends Shape> = { readonly [K in keyof S]: Infer<S[K]> };

const accept = <T>(value: T): Parsed<T> => ({ ok: true, value });
const refuse = (path: string, message: string): Parsed<never> => ({
  ok: false,
  faults: [{ path, message }],
});

export class TextSchema implements Schema<string> {
  constructor(private readonly rules: readonly (readonly [(text: string) => boolean, string])[]) {}

  rule(holds: (text: string) => boolean, message: string): TextSchema {
    return new TextSchema([...this.rules, [holds, message]]);
  }

  parse(value: unknown, path = ''): Parsed<string> {
    if (typeof value !== 'string') return refuse(path, 'is not text');
    const broken = this.rules.find(([holds]) => !holds(value));
    return broken ? refuse(path, broken[1]) : accept(value);
  }
}

export const text = (): TextSchema => new TextSchema([]);

export const number = (): Schema<number> => ({
  parse: (value, path = '') =>
    typeof value === 'number' && Number.isFinite(value)
      ? accept(value)
      : refuse(path, 'is not a number'),
});

export const boolean = (): Schema<boolean> => ({
  parse: (value, path = '') =>
    typeof value === 'boolean' ? accept(value) : refuse(path, 'is not true or false'),
});

export const anything = (): Schema<unknown> => ({ parse: (value) => accept(value) });

export const nullable = <T>(inner: Schema<T>): Schema<T | null> => ({
  parse: (value, path = '') => value === null ? accept(null) : inner.parse(value, path),
});

/** A key that may be absent; absent and `null` both give `fallback`. */
export const withDefault = <T>(inner: Schema<T>, fallback: T): Schema<T> => ({
  parse: (value, path = '') =>
    value === undefined || value === null ? accept(fallback) : inner.parse(value, path),
});

export const list = <T>(item: Schema<T>): Schema<readonly T[]> => ({
  parse(value, path = '') {
    if (!Array.isArray(value)) return refuse(path, 'is not a list');
    const results = value.map((entry, index) => item.parse(entry, join(path, String(index))));
    const faults = results.flatMap((result) => result.ok ? [] : result.faults);
    return faults.length > 0
      ? { ok: false, faults }
      : accept(results.flatMap((result) => result.ok ? [result.value] : []));
  },
});

/** An object with at least these keys; others are ignored, so that a newer server may add some. */
export const object = <S extends Shape>(shape: S): Schema<FromShape<S>> => ({
  parse(value, path = '') {
    if (typeof value !== 'object' || value === null) return refuse(path, 'is not an object');
    const faults: Fault[] = [];
    const result: Record<string, unknown> = {};
    for (const [key, schema] of Object.entries(shape)) {
      const parsed = schema.parse((value as Record<string, unknown>)[key], join(path, key));
      if (parsed.ok) result[key] = parsed.value;
      else faults.push(...parsed.faults);
    }
    return faults.length > 0 ? { ok: false, faults } : accept(result as FromShape<S>);
  },
});

/** Exactly two numbers, as an interval has. */
export const pair = (): Schema<readonly [number, number]> => ({
  parse(value, path = '') {
    const parsed = list(number()).parse(value, path);
    if (!parsed.ok) return parsed;
    const [low, high] = parsed.value;
    return parsed.value.length === 2 && low !== undefined && high !== undefined
      ? accept([low, high] as const)
      : refuse(path, 'is not a pair');
  },
});

const join = (path: string, key: string): string => path === '' ? key : `${path}.${key}`;
