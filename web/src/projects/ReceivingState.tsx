import { useEffect, useState } from 'react';
import { useLatestEvent } from '@/api/storage.ts';
import { ago } from '@/dates/instants.ts';
import { Link } from '@/ui/router.tsx';

/** A page that is open for hours asks this often, and only while somebody sees it. */
const pollMilliseconds = 30_000;
/** Sites with few visitors are quiet for a while; that is no news. */
const lately = 600_000;

/** Whether the project is receiving events, and since when not. */
export default function ReceivingState({ project }: { project: string }): JSX.Element | null {
  const { data, retry } = useLatestEvent(project);
  const now = useNow(retry);
  if (data === null) return null;
  const { last_event_at: last } = data;
  const isReceiving = last !== null && now - Date.parse(last) < lately;
  return (
    <Link
      to={`/projects/${project}/${last === null ? 'start' : 'live'}`}
      marksCurrent={false}
      className='receiving'
      data-receiving={isReceiving ? '' : undefined}
    >
      <i aria-hidden='true' />
      <span>{isReceiving ? 'Receiving events' : last === null ? 'No events yet' : 'Quiet'}</span>
      {last === null ? null : <span>last event {ago(last, now, 'narrow')}</span>}
    </Link>
  );
}

/** The time, told anew each second; every now and then the server is asked again. */
function useNow(askAgain: () => void): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    let asked = Date.now();
    const timer = setInterval(() => {
      if (document.visibilityState !== 'visible') return;
      setNow(Date.now());
      if (Date.now() - asked < pollMilliseconds) return;
      asked = Date.now();
      askAgain();
    }, 1000);
    return () => clearInterval(timer);
  }, [askAgain]);
  return now;
}
