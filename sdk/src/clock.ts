/** Times are microseconds since 1970, whole numbers. */
export const SECOND = 1e6;
export const HOUR = 3600 * SECOND;

/** What has to be remembered between two readings. */
export interface Clock {
  /** The last time given out. */
  last?: number;
  /** By how much the device's clock has been set back so far. */
  shift?: number;
}

/** The device's time, as it would be had nobody set it back. */
export const now = ({ shift = 0 }: Clock): number => Date.now() * 1000 + shift;

/**
 * The next time, greater than all before it on this device. A clock that is set back is followed no
 * further: the difference is added from then on, also to `sent_at`, so that the server's correction
 * (received − sent_at) takes it out again.
 */
export function tick(clock: Clock): number {
  const { last = 0, shift = 0 } = clock;
  const ahead = last - now(clock);
  if (ahead > SECOND) clock.shift = shift + ahead;
  return clock.last = Math.max(now(clock), last + 1);
}

export function instant(micros: number): string {
  const text = new Date(micros / 1000).toISOString();
  return text.slice(0, -1) + digits(micros % 1000) + 'Z';
}

const digits = (number: number, base = 10, count = 3) => number.toString(base).padStart(count, '0');

/** A UUID of version 7, the microseconds in the bits below the millisecond. */
export function uuid(micros: number): string {
  // getRandomValues, because randomUUID is missing on pages without TLS.
  const random = Array.from(
    crypto.getRandomValues(new Uint8Array(8)),
    (byte) => digits(byte, 16, 2),
  ).join('').slice(1);
  const time = digits(Math.floor(micros / 1000), 16, 12);
  return `${time}7${digits(micros % 1000, 16)}8${random}`
    .replace(/(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
