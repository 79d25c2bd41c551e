/** The reasons of docs/ingestion-rules.md, I16, in as few words as tell them apart. */
const words: Readonly<Record<string, string>> = {
  invalid_key: 'wrong key',
  origin_not_allowed: 'its site is not among the allowed ones',
  rate_limited: 'too many in a minute',
  too_large: 'too large',
  wrong_encoding: 'its encoding was not understood',
  not_json: 'it is not JSON',
  overloaded: 'the server could not take it just then',
  in_the_future: 'its time is more than a day ahead',
  too_old: 'older than what the project keeps',
  invalid_instant: 'its time is none',
  placeholder: 'the id is a placeholder, nobody’s own',
  required: 'something is missing',
};

/** One that this page does not know reads as it is. */
export const reasonInShort = (reason: string): string =>
  words[reason] ?? reason.replaceAll('_', ' ');
