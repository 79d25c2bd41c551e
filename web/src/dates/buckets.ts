/**
 * The name of a bucket of time. `2026-11-03T00:00:00+01:00`: its date and hour stand in the text,
 * in the project's own zone.
 */
export function bucketName(start: string, interval: 'hour' | 'day' | 'week' | 'month'): string {
  const local = new Date(`${start.slice(0, 16)}:00Z`);
  if (Number.isNaN(local.getTime())) return start;
  const style: Intl.DateTimeFormatOptions = interval === 'hour'
    ? { month: 'short', day: 'numeric', hour: 'numeric' }
    : interval === 'month'
    ? { month: 'short', year: 'numeric' }
    : { month: 'short', day: 'numeric' };
  return new Intl.DateTimeFormat(undefined, { ...style, timeZone: 'UTC' }).format(local);
}
