import { type Storage, useStorage } from '@/api/settings.ts';
import { instantIn } from '@/dates/instants.ts';
import { bytes } from '@/ui/bytes.ts';
import { count } from '@/ui/format.ts';
import { Loaded } from './Loaded.tsx';

interface StorageFiguresProps {
  readonly project: string;
  readonly timezone: string;
}

export function StorageFigures({ project, timezone }: StorageFiguresProps): JSX.Element {
  const query = useStorage(project);
  return (
    <Loaded query={query} what='The figures' lines={4}>
      {(storage) => (
        <dl className='settings-figures'>
          {figuresOf(storage, timezone).map(([name, value, about]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>
                {value}
                {about ? <span>{about}</span> : null}
              </dd>
            </div>
          ))}
          <div>
            <dt>Folder</dt>
            <dd>
              <code>events/project_{project}</code>
              <span>in the server’s data directory</span>
            </dd>
          </div>
        </dl>
      )}
    </Loaded>
  );
}

function figuresOf(
  storage: Storage,
  timezone: string,
): readonly (readonly [string, string, string])[] {
  const { events, published_bytes, pending_bytes, first_event_at, last_event_at } = storage;
  const day = (instant: string | null): string =>
    instant === null ? 'none yet' : instantIn(timezone, instant, 'day');
  return [
    ['Events', count(events), ''],
    ['On disk', bytes(published_bytes + pending_bytes), onDisk(storage)],
    ['First event', day(first_event_at), ''],
    ['Last event', day(last_event_at), ''],
  ];
}

const onDisk = ({ published_bytes, pending_bytes }: Storage): string =>
  published_bytes > 0 && pending_bytes > 0
    ? `${bytes(pending_bytes)} of it in days that are not over`
    : '';
