import { ago } from '@/dates/instants.ts';

/** Says that what is shown was kept from an earlier visit, and how to be rid of it. */
export function KeptNotice(
  { at, onDiscard }: { readonly at: number; readonly onDiscard: () => void },
): JSX.Element {
  return (
    <p className='kept-notice' role='status'>
      These changes from {ago(new Date(at).toISOString(), Date.now())} are not saved yet.{' '}
      <button type='button' className='text-button' onClick={onDiscard}>Discard them</button>
    </p>
  );
}
