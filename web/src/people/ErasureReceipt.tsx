import { useEffect, useRef } from 'react';
import type { Receipt } from '@/api/persons.ts';
import { instantIn } from '@/dates/instants.ts';
import { download } from '@/ui/csv.ts';
import { count, plural } from '@/ui/format.ts';
import { AnyIcon } from '@/ui/rareIcons.tsx';

/** What was erased, for whoever has to show that it was. */
export function ErasureReceipt(
  { receipt, timezone }: { receipt: Receipt; timezone: string },
): JSX.Element {
  const { user_id: id, ids, events, files, erased_at: at } = receipt;
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <section className='receipt' aria-labelledby='receipt-title'>
      <h1 id='receipt-title' ref={heading} tabIndex={-1}>Erased</h1>
      <p className='lead'>
        No answer has anything of this person any more. Keep this receipt: it is shown only here.
      </p>
      <dl className='traits'>
        <div>
          <dt>Person</dt>
          <dd>{id}</dd>
        </div>
        <div>
          <dt>All their ids</dt>
          <dd>
            <ul>{ids.map((each) => <li key={each}>{each}</li>)}</ul>
          </dd>
        </div>
        <div>
          <dt>Erased</dt>
          <dd>
            {count(events)} {plural(events, 'event', 'events')} in {count(files)}{' '}
            {plural(files, 'file', 'files')}
          </dd>
        </div>
        <div>
          <dt>At</dt>
          <dd>
            {instantIn(timezone, at, 'day')}, {instantIn(timezone, at, 'clock')}
          </dd>
        </div>
      </dl>
      <button
        type='button'
        className='button'
        onClick={() => download(`erased ${id}.json`, `${JSON.stringify(receipt, null, 2)}\n`)}
      >
        <AnyIcon name='download' size={14} />
        Save the receipt
      </button>
    </section>
  );
}
