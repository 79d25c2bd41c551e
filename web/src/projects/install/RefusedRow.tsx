import { useState } from 'react';
import { useMayManage } from '@/api/me.ts';
import { allowOrigin } from '@/api/origins.ts';
import { Problem } from '@/api/problem.ts';
import type { Refusal } from '@/api/refusals.ts';
import { count } from '@/ui/format.ts';
import { CopyBlock } from '@/ui/CopyBlock.tsx';
import { Icon } from '@/ui/icons.tsx';
import { verdictOn } from './verdict.ts';

interface RefusedRowProps {
  readonly refusal: Refusal;
  readonly since: string;
  readonly project: string;
  readonly writeKey: string | null;
  /** Without how to mend it, where that stands above already. */
  readonly brief: boolean;
}

/** A request that was not taken: why, and how to mend it. */
export function RefusedRow(
  { refusal, since, project, writeKey, brief }: RefusedRowProps,
): JSX.Element {
  const { title, mend, remedy } = verdictOn(refusal);
  const { event_type: kind, origin, detail, count: times } = refusal;
  return (
    <li data-verdict='refused'>
      <Icon name='alert' />
      <div className='check-refused'>
        <p>
          <b>{title}</b>
          <span>
            {[kind, origin, times > 1 ? `${count(times)} times` : ''].filter(Boolean).join(' · ')}
          </span>
        </p>
        {brief ? null : (
          <>
            <p className='check-detail'>{detail}</p>
            <p>{mend}</p>
            {remedy?.kind === 'allow' ? <Allow project={project} origin={remedy.origin} /> : null}
            {remedy?.kind === 'key' && writeKey !== null
              ? <CopyBlock label='write key' text={writeKey} titled />
              : null}
          </>
        )}
      </div>
      <time>{since}</time>
    </li>
  );
}

type Step = 'rest' | 'allowing' | 'allowed';

/** One press adds the origin to those that may send. */
function Allow({ project, origin }: { project: string; origin: string }): JSX.Element | null {
  const mayManage = useMayManage();
  const [step, setStep] = useState<Step>('rest');
  const [fault, setFault] = useState('');
  if (mayManage === null) return null;
  if (!mayManage) return <p>Ask an owner or an admin of the project to allow {origin}.</p>;
  const allow = (): void => {
    if (step !== 'rest') return;
    setStep('allowing');
    setFault('');
    allowOrigin(project, origin).then(
      () => setStep('allowed'),
      (error: unknown) => {
        setStep('rest');
        setFault(error instanceof Problem ? error.message : 'That did not work. Try again.');
      },
    );
  };
  return (
    <>
      <button
        type='button'
        className='button'
        aria-disabled={step !== 'rest'}
        onClick={allow}
      >
        {step === 'allowed' ? <Icon name='check' size={14} /> : null}
        {step === 'rest' ? `Allow ${origin}` : step === 'allowing' ? 'Allowing…' : 'Allowed'}
      </button>
      <div role='status'>
        {step === 'allowed' ? <p>Load the page that sends once more.</p> : null}
        {fault ? <p className='field-error'>{fault}</p> : null}
      </div>
    </>
  );
}
