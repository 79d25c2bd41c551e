import { request } from './client.ts';
import { refresh } from './queryCache.ts';
import {
  anything,
  type Infer,
  list,
  nullable,
  number,
  object,
  text,
  withDefault,
} from './schema.ts';
import { type Query, useQuery } from './useQuery.ts';

const optionalText = withDefault(nullable(text()), null);

/** One person under all of their ids: what is known, and how much there is of them. */
const Person = object({
  user_id: withDefault(text(), ''),
  ids: withDefault(list(text()), []),
  traits: withDefault(anything(), null),
  events: withDefault(number(), 0),
  sessions: withDefault(number(), 0),
  first_seen: optionalText,
  last_seen: optionalText,
  event_types: withDefault(list(object({ name: text(), count: number() })), []),
});
export type Person = Infer<typeof Person>;

/** What was erased, to be kept by who asked for it. */
const Receipt = object({
  project_id: text(),
  user_id: text(),
  ids: list(text()),
  events: number(),
  files: number(),
  erased_at: text(),
});
export type Receipt = Infer<typeof Receipt>;

const address = (project: string, person: string): string =>
  `/projects/${encodeURIComponent(project)}/persons/${encodeURIComponent(person)}`;

export const usePerson = (project: string, person: string): Query<Person> =>
  useQuery(
    `person ${address(project, person)}`,
    (signal) => request(address(project, person), Person, { signal }),
  );

/** Where everything that is kept of a person is to be had as a file (NDJSON). */
export const exportAddress = (project: string, person: string): string =>
  `/api/v1${address(project, person)}/export`;

/** For good: no number has them any more once this is answered. */
export async function erasePerson(project: string, person: string): Promise<Receipt> {
  const { receipt } = await request(address(project, person), object({ receipt: Receipt }), {
    method: 'DELETE',
  });
  // Not the person: the page shows the receipt, and asking again would find nobody.
  refresh((key) => /^(answer|explorer) /.test(key));
  return receipt;
}
