/** Time zones to choose from, with what each is ahead of UTC now. */
export interface Zone {
  readonly name: string;
  /** `America/New York`. */
  readonly words: string;
  /** `UTC−05:00`. */
  readonly offset: string;
}

let names: readonly string[] | null = null;
const zones = new Map<string, Zone>();

const allNames = (): readonly string[] =>
  names ??= [...new Set(['UTC', ...Intl.supportedValuesOf('timeZone')])];

export const zoneHere = (): string => new Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';

/** Making a format takes a while, so a zone is looked at when it is first shown. */
export function zoneOf(name: string): Zone {
  const known = zones.get(name);
  if (known) return known;
  const zone = { name, words: zoneInWords(name), offset: offsetOf(name, new Date()) };
  zones.set(name, zone);
  return zone;
}

export const zoneInWords = (name: string): string => name.replaceAll('_', ' ');

/** `UTC+05:30`; what this browser does not know has none. */
export function offsetOf(timeZone: string, at: Date): string {
  try {
    const parts = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' })
      .formatToParts(at);
    const offset = parts.find(({ type }) => type === 'timeZoneName')?.value.replace('GMT', '') ??
      '';
    return `UTC${offset === '' ? '±00:00' : offset.replace('-', '−')}`;
  } catch {
    return '';
  }
}

/** As many as one looks through; more typing narrows it. */
export const zonesShown = 40;

/** Those that fit what is typed: names by their words, or an offset such as `+5:30`. */
export function zonesFor(typed: string, first: readonly string[]): readonly Zone[] {
  const wanted = typed.trim().toLowerCase().replaceAll('_', ' ');
  const offset = /^(?:utc|gmt)?\s*([+\-−])(\d{1,2})(?::?(\d{2}))?$/.exec(wanted);
  const ordered = [...new Set([...first, ...allNames()])];
  const fits = (name: string): boolean => {
    if (offset) return zoneOf(name).offset === offsetWanted(offset);
    const words = zoneInWords(name).toLowerCase();
    return words.startsWith(wanted) || words.includes(`/${wanted}`) || words.includes(` ${wanted}`);
  };
  const inside = (name: string): boolean => zoneInWords(name).toLowerCase().includes(wanted);
  const found = ordered.filter(fits);
  const all = found.length > 0 || offset ? found : ordered.filter(inside);
  return all.slice(0, zonesShown).map(zoneOf);
}

function offsetWanted(
  [, sign, hours = '', minutes = '00']: readonly (string | undefined)[],
): string {
  const zero = Number(hours) === 0 && Number(minutes) === 0;
  const shown = zero ? '±' : sign === '+' ? '+' : '−';
  return `UTC${shown}${hours.padStart(2, '0')}:${minutes}`;
}
