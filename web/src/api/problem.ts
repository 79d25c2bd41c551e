import { list, object, type Schema, text, withDefault } from './schema.ts';

/** A fault the server found in one field of what was sent. */
export interface FieldFault {
  readonly field: string;
  readonly code: string;
  readonly message: string;
}

export type ProblemKind = 'refused' | 'signed-out' | 'unreachable' | 'misunderstood';

/** A request that did not succeed, in words that can be shown. */
export class Problem extends Error {
  override readonly name = 'Problem';
  constructor(
    readonly kind: ProblemKind,
    message: string,
    readonly status = 0,
    readonly faults: readonly FieldFault[] = [],
    readonly retryAfterSeconds: number | null = null,
  ) {
    super(message);
  }
}

const body: Schema<{
  readonly title: string;
  readonly detail: string;
  readonly errors: readonly { pointer: string; code: string; message: string }[];
}> = object({
  title: withDefault(text(), ''),
  detail: withDefault(text(), ''),
  errors: withDefault(
    list(object({
      pointer: withDefault(text(), ''),
      code: withDefault(text(), ''),
      message: withDefault(text(), ''),
    })),
    [],
  ),
});

/** `/stages/0/event` (RFC 6901) as the path that forms use, `stages.0.event`. */
const fieldOf = (pointer: string): string =>
  pointer.replace(/^[#/]+/, '').split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~')).join('.');

/** Reads an RFC 9457 answer; anything else still gives a sentence. */
export async function problemFrom(response: Response): Promise<Problem> {
  const parsed = body.parse(await response.json().catch(() => null));
  const { title, detail, errors } = parsed.ok
    ? parsed.value
    : { title: '', detail: '', errors: [] };
  const retryAfter = Number(response.headers.get('Retry-After') ?? NaN);
  return new Problem(
    response.status === 401 ? 'signed-out' : 'refused',
    detail || title || `The server answered ${response.status}.`,
    response.status,
    errors.map(({ pointer, code, message }) => ({ field: fieldOf(pointer), code, message })),
    Number.isFinite(retryAfter) ? retryAfter : null,
  );
}
