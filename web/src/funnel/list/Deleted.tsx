import { useState } from 'react';
import type { FunnelDefinition } from '@/api/answers.ts';
import { useDeletedFunnels } from '@/api/funnels.ts';
import { restore } from '@/question/funnelChanges.ts';
import { useAfter } from '@/ui/useAfter.ts';

/** What is on show is asked for first. */
const calmMilliseconds = 400;
const day = 86_400_000;

/** What was deleted and can still be brought back. */
export function Deleted({ project }: { readonly project: string }): JSX.Element | null {
  const calm = useAfter(calmMilliseconds, true);
  const { data } = useDeletedFunnels(calm ? project : null);
  if (!data || data.length === 0) return null;
  return (
    <details className='funnels-aside'>
      <summary>
        Recently deleted <span>{data.length}</span>
      </summary>
      <ul>
        {data.map((funnel) => <DeletedRow key={funnel.id} funnel={funnel} />)}
      </ul>
    </details>
  );
}

function DeletedRow({ funnel }: { readonly funnel: FunnelDefinition }): JSX.Element {
  const [busy, setBusy] = useState(false);
  return (
    <li className='deleted-row'>
      <span>
        <b>{funnel.name}</b>
        <span>{timeLeft(funnel.restorable_until, Date.now())}</span>
      </span>
      <button
        type='button'
        className='button'
        disabled={busy}
        aria-label={`Restore ${funnel.name}`}
        onClick={() => {
          setBusy(true);
          restore(funnel).finally(() => setBusy(false));
        }}
      >
        Restore
      </button>
    </li>
  );
}

/** How long it can still be brought back. */
export function timeLeft(until: string, now: number): string {
  const left = Date.parse(until) - now;
  if (Number.isNaN(left)) return '';
  const days = Math.ceil(left / day);
  return days <= 1 ? 'gone for good within a day' : `gone for good in ${days} days`;
}
