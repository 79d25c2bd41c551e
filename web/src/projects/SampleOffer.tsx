import { useState } from 'react';
import { Problem } from '@/api/problem.ts';
import { projectsChanged } from '@/api/queries.ts';
import { createSampleProject } from '@/api/sample.ts';
import { Silhouette } from '@/ui/river/Silhouette.tsx';
import { navigate } from '@/ui/router.tsx';

/** Shares of nobody in particular: a picture of the idea. */
const shares = [1, 0.66, 0.4, 0.27, 0.2];

/** One press to a shop with events and funnels, for who has none to send yet. */
export function SampleOffer(): JSX.Element {
  const [making, setMaking] = useState(false);
  const [fault, setFault] = useState('');
  const make = (): void => {
    if (making) return;
    setMaking(true);
    setFault('');
    createSampleProject().then(
      ({ id }) => {
        projectsChanged();
        navigate(`/projects/${id}`);
      },
      (error: unknown) => {
        setMaking(false);
        setFault(error instanceof Problem ? error.message : 'That did not work. Try again.');
      },
    );
  };
  return (
    <section className='sample' aria-labelledby='sample' aria-busy={making}>
      <Silhouette shares={shares} width={160} height={44} />
      <h2 id='sample'>Just looking?</h2>
      <p>
        A demo shop with 90 days of events and several funnels, in a project of its own. Delete it
        whenever you like.
      </p>
      <button type='button' className='button' aria-disabled={making} onClick={make}>
        {making ? 'Making the shop…' : 'Explore with sample data'}
      </button>
      <div role='status'>
        {making
          ? (
            <>
              <p className='visually-hidden'>Making the shop. This takes some seconds.</p>
              <span className='progress' />
            </>
          )
          : null}
      </div>
      <div role='alert'>{fault ? <p className='field-error'>{fault}</p> : null}</div>
    </section>
  );
}
