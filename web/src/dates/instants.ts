/** Instants as the project's own clock shows them, in the reader's way of writing. */
const styles = {
  moment: { month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit' },
  exact: {
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  },
  clock: { hour: '2-digit', minute: '2-digit', second: '2-digit' },
  date: { month: 'short', day: 'numeric', year: 'numeric' },
  day: { weekday: 'long', month: 'long', day: 'numeric', year: 'numeric' },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;
export type InstantStyle = keyof typeof styles;

const made = new Map<string, Intl.DateTimeFormat>();

function formatFor(style: InstantStyle, timeZone: string): Intl.DateTimeFormat {
  const key = `${style} ${timeZone}`;
  const known = made.get(key);
  if (known) return known;
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat(undefined, { ...styles[style], timeZone });
  } catch {
    // A zone that this browser does not know counts as UTC.
    format = new Intl.DateTimeFormat(undefined, { ...styles[style], timeZone: 'UTC' });
  }
  made.set(key, format);
  return format;
}

/** What cannot be read as an instant is shown as it came. */
export function instantIn(timeZone: string, instant: string, style: InstantStyle): string {
  const date = new Date(instant);
  return Number.isNaN(date.getTime()) ? instant : formatFor(style, timeZone).format(date);
}

const ages = [['day', 86_400], ['hour', 3_600], ['minute', 60], ['second', 1]] as const;

/** `3 minutes ago`; narrow: `3m ago`. Words, and so in the language of the page around them. */
export function ago(instant: string, now: number, style: 'long' | 'narrow' = 'long'): string {
  const seconds = Math.max(0, (now - Date.parse(instant)) / 1000);
  if (Number.isNaN(seconds)) return '';
  const [unit, size] = ages.find(([, length]) => seconds >= length) ?? ['second', 1];
  return new Intl.RelativeTimeFormat('en', { numeric: 'auto', style })
    .format(-Math.floor(seconds / size), unit);
}
