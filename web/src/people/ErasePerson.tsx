import { useRef, useState } from 'react';
import { erasePerson, type Person, type Receipt } from '@/api/persons.ts';
import { count, plural } from '@/ui/format.ts';
import { AnyIcon } from '@/ui/rareIcons.tsx';
import { ExportLink } from './ExportLink.tsx';

interface ErasePersonProps {
  readonly project: string;
  readonly person: Person;
  readonly onErased: (receipt: Receipt) => void;
}

/** Asks once more, and says what goes and what stays. */
export function ErasePerson({ project, person, onErased }: ErasePersonProps): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null);
  const keep = useRef<HTMLButtonElement>(null);
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const { user_id: id, events } = person;
  const ask = (): void => {
    dialog.current?.showModal();
    // What does no harm is what Enter does.
    keep.current?.focus();
  };
  const erase = (): void => {
    setBusy(true);
    setFault(null);
    erasePerson(project, id).then(
      (receipt) => {
        dialog.current?.close();
        onErased(receipt);
      },
      (error: unknown) => {
        setBusy(false);
        setFault(error instanceof Error ? error.message : String(error));
      },
    );
  };
  return (
    <>
      <button
        type='button'
        className='button'
        onClick={ask}
      >
        <AnyIcon name='trash' size={14} />
        Erase
      </button>
      <dialog
        ref={dialog}
        className='dialog erase'
        aria-labelledby='erase-title'
        aria-describedby='erase-what'
        onCancel={(event) => busy && event.preventDefault()}
      >
        <h2 id='erase-title'>Erase {id}?</h2>
        <div id='erase-what'>
          <p>
            Their {count(events)} {plural(events, 'event', 'events')}{' '}
            and all that is known of them go, under{' '}
            {idsInWords(person)}. No number counts them any more, at once. This cannot be undone.
          </p>
          <p>
            The files on disk are written anew within minutes. Backups that were made before keep
            them. What comes later under these ids is a new person.
          </p>
          <p>
            <ExportLink project={project} person={id}>Export their data</ExportLink>{' '}
            first, if you need it.
          </p>
        </div>
        <div role='alert'>{fault === null ? null : <p className='form-error'>{fault}</p>}</div>
        <div className='dialog-end'>
          <button
            type='button'
            className='button'
            ref={keep}
            disabled={busy}
            onClick={() => dialog.current?.close()}
          >
            Keep them
          </button>
          <button type='button' className='button primary danger' onClick={erase} disabled={busy}>
            {busy ? 'Erasing…' : 'Erase for good'}
          </button>
        </div>
      </dialog>
    </>
  );
}

const idsInWords = ({ ids }: Person): string =>
  ids.length > 1 ? `all ${count(ids.length)} of their ids` : 'their one id';
