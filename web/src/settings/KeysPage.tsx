import { useState } from 'react';
import { rotateKey } from '@/api/settings.ts';
import { useSignedIn } from '@/api/signedIn.ts';
import { useTracking } from '@/api/trackingCode.ts';
import { CopyBlock } from '@/ui/CopyBlock.tsx';
import { Link, useParam } from '@/ui/router.tsx';
import { toast } from '@/ui/toast.ts';
import { Confirm } from './Confirm.tsx';
import { mayManage } from './roles.ts';
import { ReadOnlyNote, Section } from './Section.tsx';
import { SecretKeys } from './SecretKeys.tsx';
import { SettingsFrame } from './SettingsFrame.tsx';

/** The keys to a project: the one that pages send with, and those that read. */
export function KeysPage(): JSX.Element {
  const project = useParam('project');
  const { role } = useSignedIn().session.user;
  const mayChange = mayManage(role);
  return (
    <SettingsFrame title='Keys' lead='With what events are sent, and with what programs read.'>
      {mayChange ? null : <ReadOnlyNote what='the write key' />}
      <Section
        title='Write key'
        about={
          <>
            It sends events and can do nothing else, so it may stand in a page. How to put it there:
            {' '}
            <Link to={`/projects/${encodeURIComponent(project)}/start`}>Install</Link>.
          </>
        }
      >
        <WriteKey key={project} project={project} mayChange={mayChange} />
      </Section>
      {mayChange
        ? (
          <Section
            title='Secret keys'
            about='They read this project and change its settings over the API. Keep them on servers.'
          >
            <SecretKeys key={project} project={project} />
          </Section>
        )
        : null}
    </SettingsFrame>
  );
}

function WriteKey({ project, mayChange }: { project: string; mayChange: boolean }): JSX.Element {
  const { key, snippet, problem } = useTracking(project);
  const [asks, setAsks] = useState(false);
  const [old, setOld] = useState<string | null>(null);
  const replace = async (): Promise<void> => {
    const rotated = await rotateKey(project);
    setOld(rotated.previous_key_valid_until);
    toast('The write key was replaced.');
  };
  return (
    <>
      {key === null ? null : <CopyBlock label='write key' text={key} />}
      {snippet === null ? null : <CopyBlock label='tracking code' text={snippet} />}
      {key === null && problem
        ? <p className='field-error'>{problem.message} Replacing the key makes a new one.</p>
        : null}
      {old === null ? null : (
        <p className='settings-note' role='status'>
          The key before works until{' '}
          <b>{momentHere(old)}</b>. Put the new one into your pages by then.
        </p>
      )}
      {mayChange
        ? (
          <div>
            <button type='button' className='button' onClick={() => setAsks(true)}>
              Replace the key…
            </button>
          </div>
        )
        : null}
      {asks
        ? (
          <Confirm
            title='Replace the write key?'
            verb='Replace the key'
            busyVerb='Replacing…'
            keep='Keep it'
            work={replace}
            onClose={() => setAsks(false)}
          >
            <p>
              A new key is made. The old one goes on working for 24 hours, so that pages in caches
              still count; whatever sends with it after that is refused.
            </p>
          </Confirm>
        )
        : null}
    </>
  );
}

/** On the reader's own clock: it is they who have until then. */
const momentHere = (instant: string): string =>
  new Date(instant).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' });
