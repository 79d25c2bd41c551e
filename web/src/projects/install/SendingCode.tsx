import type { Tracking } from '@/api/trackingCode.ts';
import type { Query } from '@/api/useQuery.ts';
import { CopyBlock } from '@/ui/CopyBlock.tsx';
import { Tabs } from '@/ui/Tabs.tsx';
import { blocksFor, type Way, wayNames, ways } from './ways.ts';

interface SendingCodeProps {
  readonly way: Way;
  readonly onWay: (way: Way) => void;
  readonly tracking: Tracking & Pick<Query<unknown>, 'problem'>;
}

/** Stands where the key is not known; nobody takes it for one. */
const keyUnknown = 'WRITE_KEY';

/** What to paste where, for each kind of site or program. */
export function SendingCode({ way, onWay, tracking }: SendingCodeProps): JSX.Element {
  const { key, snippet, problem } = tracking;
  const blocks = blocksFor(way, {
    server: location.origin,
    key: key ?? keyUnknown,
    snippet: snippet ?? (problem ? tagFor(location.origin) : null),
  });
  return (
    <>
      <Tabs
        label='Send with'
        tabs={ways.map((id) => ({ id, name: wayNames[id] }))}
        chosen={way}
        onChoose={onWay}
      >
        <div className='install-blocks' aria-busy={blocks.length === 0}>
          {blocks.map(({ name, about, text }) => (
            <div key={name}>
              <p>{about}</p>
              <CopyBlock label={name} text={text} titled />
            </div>
          ))}
        </div>
      </Tabs>
      {key !== null
        ? (
          <p className='install-key'>
            Write key <code className='key'>{key}</code>
            <span>
              It can only send events, so it may stand in a page. Every field and limit stands in
              {' '}
              <a href='/docs'>the API’s documentation</a>.
            </span>
          </p>
        )
        : problem
        ? (
          <p role='alert' className='install-key'>
            The write key could not be shown. {problem.message} Put it in place of{' '}
            <code className='key'>{keyUnknown}</code>.
          </p>
        )
        : null}
    </>
  );
}

const tagFor = (server: string): string =>
  `<script defer src="${server}/tracker.js" data-key="${keyUnknown}"></script>`;
