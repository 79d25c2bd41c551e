/** A property of an event as an expression over the files' columns (contract: `$` is built in). */
import { browser, device, system } from './browsers.ts';
import { Refusal } from './refusal.ts';
import { quoted } from './writing.ts';

const scheme = '(?:[A-Za-z][A-Za-z0-9+.-]*:)?//';

/** In lower case, without user and port. */
const host = (column: string): string =>
  `nullif(lower(regexp_extract(${column},\n` +
  `  '^${scheme}(?:[^/?#]*@)?(\\[[^\\]/?#]*\\]|[^/?#:]*)', 1)), '')`;

const path = [
  `CASE WHEN regexp_matches(url, '^${scheme}')`,
  `  THEN coalesce(nullif(regexp_extract(url, '^${scheme}[^/?#]*(/[^?#]*)', 1), ''), '/')`,
  `  WHEN starts_with(url, '/') THEN regexp_extract(url, '^[^?#]*')`,
  'END',
].join('\n');

/** The first value of a query parameter, percent signs and pluses undone. */
const parameter = (name: string): string => {
  const decoded = (text: string): string => `url_decode(replace(${text}, '+', ' '))`;
  const pairs = "string_split(regexp_extract(url, '^[^?#]*[?]([^#]*)', 1), '&')";
  const isNamed = `contains(pair, '=') AND try(${decoded("split_part(pair, '=', 1)")}) = '${name}'`;
  const pair = `[pair FOR pair IN ${pairs}\n    IF ${isNamed}][1]`;
  return `CASE WHEN regexp_matches(url, '^(${scheme}|/)') THEN nullif(${
    decoded(`regexp_extract(\n    ${pair},\n    '(?s)^[^=]*=(.*)', 1)`)
  }, '') END`;
};

const derived: Readonly<Record<string, string>> = {
  $event: 'event_type',
  $url: 'url',
  $path: path,
  $host: host('url'),
  $referrer: 'referrer',
  $referrer_host: host('referrer'),
  $utm_source: parameter('utm_source'),
  $utm_medium: parameter('utm_medium'),
  $utm_campaign: parameter('utm_campaign'),
  $browser: browser,
  $os: system,
  $device: device,
  $session_id: 'session_id',
};

const stored = (name: string): string => `properties[${quoted(name)}]`;

/** More ways to read a name with dots would not be readable. */
const mostDots = 3;

/** All ways to cut a dotted name in steps, those with the longest first step first. */
function stepsOf(name: string): readonly (readonly string[])[] {
  const ways: (readonly string[])[] = [[name]];
  for (let dot = name.lastIndexOf('.'); dot >= 0; dot = name.lastIndexOf('.', dot - 1)) {
    const first = name.slice(0, dot);
    for (const rest of stepsOf(name.slice(dot + 1))) ways.push([first, ...rest]);
    if (dot === 0) break;
  }
  return ways;
}

function nested([first = '', ...rest]: readonly string[]): string {
  const inside = rest.map((step) => `."${step}"`).join('');
  return `CASE WHEN starts_with(${stored(first)}, '{') AND json_valid(${stored(first)})\n` +
    `  THEN json_extract_string(${stored(first)}, ${quoted(`$${inside}`)}) END`;
}

function dotted(name: string): string {
  if (name.split('.').length > mostDots + 1 || /["\\*]/.test(name)) {
    throw new Refusal(`The property “${name}” lies too deep to be said in plain SQL.`);
  }
  const ways = stepsOf(name).slice(1).map(nested);
  return `coalesce(${[stored(name), ...ways].join(',\n  ')})`;
}

export const isDotted = (name: string): boolean => name.includes('.');

/** The property's text, as it was sent or else derived; NULL where the event lacks it. */
export function propertyText(name: string): string {
  if (isDotted(name)) return dotted(name);
  const builtIn = Object.hasOwn(derived, name) ? derived[name] : undefined;
  if (builtIn === undefined) return stored(name);
  return `coalesce(${stored(name)}, ${builtIn})`;
}
