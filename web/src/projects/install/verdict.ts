import type { Refusal } from '@/api/refusals.ts';

/** How a refusal is mended, where this page can help. */
export type Remedy =
  | { readonly kind: 'allow'; readonly origin: string }
  | { readonly kind: 'key' }
  | null;

export interface Verdict {
  readonly title: string;
  /** What to do, in a sentence. */
  readonly mend: string;
  readonly remedy: Remedy;
}

type Words = readonly [title: string, mend: string];

const clock: Words = [
  'Clock off',
  'The event is dated more than 24 hours ahead. Set the clock of the sender, or leave timestamp ' +
  'out: the time of arrival counts then.',
];
const shape: Words = [
  'Not as an event must be',
  'Change it where it is sent, and send it again.',
];

/** The closed list of reasons (I16 of docs/ingestion-rules.md) that have words of their own. */
const known: Readonly<Record<string, Words>> = {
  in_the_future: clock,
  too_old: [
    'Too old',
    'Send newer events, or let the project keep events for longer: retention_days in its settings.',
  ],
  invalid_instant: [
    'No date',
    'Write timestamp with its offset, such as 2026-11-23T10:00:00Z, or leave it out.',
  ],
  rate_limited: [
    'Too fast',
    'The project takes only so many events a minute. Send fewer at once, or raise its limit.',
  ],
  too_large: ['Too large', 'Send less in one event or one request.'],
  not_json: ['Not JSON', 'The body must be one event as JSON, with quotes around every name.'],
  wrong_encoding: ['Encoding not understood', 'Send JSON in UTF-8, plain or as gzip.'],
  overloaded: [
    'The server was busy',
    'Nothing is wrong with what was sent. Send it again; the tracker does so by itself.',
  ],
  required: [
    'Something is missing',
    'An event needs event_type and user_id. Add what is named above.',
  ],
  empty: ['Something is empty', 'An event needs event_type and user_id. Fill what is named above.'],
  not_text: ['A number where text is needed', 'Put quotes around ids: "user_id": "17".'],
  invalid_uuid: ['The id is no UUID', 'Send a UUID as id, or none: the server makes one.'],
  no_visitor: ['Nobody to tell apart', 'Only a web page can send $daily. Send a user_id instead.'],
  placeholder: [
    'A placeholder for a person',
    'Identify people only once they are known: this id would make one of many.',
  ],
};

/** What was wrong with a request, and how to mend it. */
export function verdictOn({ reason, origin }: Refusal): Verdict {
  if (reason === 'invalid_key') {
    return {
      title: 'Wrong key',
      mend: 'Put the write key of this project in its place.',
      remedy: { kind: 'key' },
    };
  }
  if (reason === 'origin_not_allowed' && origin !== null) {
    return {
      title: 'Origin not allowed',
      mend: 'The project names the sites that may send, and this one is not among them.',
      remedy: { kind: 'allow', origin },
    };
  }
  const [title, mend] = known[reason] ?? shape;
  return { title, mend, remedy: null };
}
