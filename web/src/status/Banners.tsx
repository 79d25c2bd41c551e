import { useEffect, useState } from 'react';
import { refresh } from '@/api/queryCache.ts';
import { serverStatus } from '@/api/status.ts';
import { Icon } from '@/ui/icons.tsx';
import { insecure, insecureWarning, offlineWarning, type Warning, warningsOf } from './warnings.ts';

const everyMilliseconds = 60_000;

/** What everybody should know, above every page; what is not grave can be put away for the visit. */
export default function Banners(): JSX.Element {
  const warnings = useWarnings();
  const [away, setAway] = useState(putAway);
  const shown = warnings.filter(({ id }) => !away.includes(id));
  return (
    <div className='banners' aria-live='polite'>
      {shown.map(({ id, title, words, grave }) => (
        <div key={id} className='warning' data-grave={grave ? '' : undefined}>
          <Icon name='alert' />
          <p>
            <b>{title}.</b> {words}
          </p>
          {isOngoing(id) ? null : (
            <button
              type='button'
              aria-label={`Put away: ${title}`}
              title='Put away for this visit'
              onClick={() => setAway(put([...away, id]))}
            >
              <Icon name='close' size={14} />
            </button>
          )}
        </div>
      ))}
    </div>
  );
}

/** What goes on for as long as it is said does not go away by looking away. */
const isOngoing = (id: string): boolean => ['disk_full', 'storage_failed', 'offline'].includes(id);

const key = 'iafa.away';

function putAway(): readonly string[] {
  try {
    return (sessionStorage.getItem(key) ?? '').split('\n').filter(Boolean);
  } catch {
    return [];
  }
}

function put(ids: readonly string[]): readonly string[] {
  try {
    sessionStorage.setItem(key, ids.join('\n'));
  } catch {
    // Without storage they come back with the next load.
  }
  return ids;
}

/** Asked once a minute, and only while somebody can see it. */
function useWarnings(): readonly Warning[] {
  const [warnings, setWarnings] = useState<readonly Warning[]>([]);
  useEffect(() => {
    const abort = new AbortController();
    let askedAt = -Infinity;
    const look = (): void => {
      if (document.visibilityState !== 'visible') return;
      if (performance.now() - askedAt < everyMilliseconds - 1000) return;
      askedAt = performance.now();
      serverStatus(abort.signal).then((status) => setWarnings(warningsOf(status)), () => {
        // The page itself says when the server does not answer.
      });
    };
    look();
    const timer = setInterval(look, everyMilliseconds);
    document.addEventListener('visibilitychange', look);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', look);
      abort.abort();
    };
  }, []);
  const offline = useOffline();
  return [
    ...(offline ? [offlineWarning] : []),
    ...(insecure(location) ? [insecureWarning] : []),
    ...warnings,
  ];
}

/** Without a network nothing is asked in vain; once it is back, what is on show is asked again. */
function useOffline(): boolean {
  const [offline, setOffline] = useState(!navigator.onLine);
  useEffect(() => {
    const gone = (): void => setOffline(true);
    const back = (): void => {
      setOffline(false);
      refresh(() => true);
    };
    addEventListener('offline', gone);
    addEventListener('online', back);
    return () => {
      removeEventListener('offline', gone);
      removeEventListener('online', back);
    };
  }, []);
  return offline;
}
