import type { FunnelAnswer } from '@/api/answers.ts';
import { count, decimal, plural } from '@/ui/format.ts';

interface TrustLineProps {
  readonly answer: FunnelAnswer;
  readonly timezone: string;
}

/** Where the numbers come from: how sure, from how much, of which moment. */
export function TrustLine({ answer, timezone }: TrustLineProps): JSX.Element {
  const facts = trustFacts(answer, timezone);
  return (
    <footer className='trust' aria-label='Where these numbers come from'>
      <ul>{facts.map((fact) => <li key={fact}>{fact}</li>)}</ul>
    </footer>
  );
}

export function trustFacts(
  { as_of: instant, meta }: FunnelAnswer,
  zone: string,
): readonly string[] {
  const date = new Date(instant);
  const { events_scanned: events, files_read: files, elapsed_ms: took } = meta;
  return [
    meta.partial
      ? 'Not complete: part of the data could not be read'
      : meta.exact
      ? 'Exact, nothing is sampled'
      : 'Not exact',
    `As of ${Number.isNaN(date.getTime()) ? 'now' : momentIn(zone, date)}`,
    ...(events === null ? [] : [`${count(events)} ${plural(events, 'event', 'events')} looked at`]),
    ...(files === null || files === 0
      ? []
      : [`${count(files)} ${plural(files, 'file', 'files')} read`]),
    ...(took === null ? [] : [`${decimal(took)} ms`]),
  ];
}

/** A zone that this browser does not know counts as UTC. */
function momentIn(timeZone: string, date: Date): string {
  const style = { dateStyle: 'medium', timeStyle: 'medium', timeZone } as const;
  try {
    return `${date.toLocaleString(undefined, style)} in ${timeZone.replaceAll('_', ' ')}`;
  } catch {
    return momentIn('UTC', date);
  }
}
