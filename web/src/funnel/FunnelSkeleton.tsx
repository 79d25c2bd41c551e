import { phone, useMedia } from '@/ui/useMedia.ts';
import { useAfter } from '@/ui/useAfter.ts';

const shares = [1, 0.62, 0.5, 0.4, 0.32];
const soon = 150;
const standIns = ['', '', '', '', ''];

/** The page's own geometry without numbers; not at all where the answer comes quickly. */
export function FunnelSkeleton({ names }: { names: readonly string[] }): JSX.Element {
  const late = useAfter(soon, true);
  const isPhone = useMedia(phone);
  if (!late) return <div className='skeleton' aria-busy='true' />;
  const stages = names.length > 0 ? names : standIns;
  return (
    <div className='skeleton' data-shown='' aria-busy='true'>
      <p className='visually-hidden' role='status'>Loading the funnel</p>
      <section className='headline' aria-hidden='true'>
        <div className='skeleton-title'>
          <span className='bone big' />
          <span className='bone words' />
        </div>
        <dl>
          {['95% interval', 'Entered', 'Converted', 'Median time'].map((term) => (
            <div key={term}>
              <dt>{term}</dt>
              <dd className='bone figure' />
            </div>
          ))}
        </dl>
      </section>
      <section
        className={isPhone ? 'chart skeleton-down' : 'chart skeleton-across'}
        aria-hidden='true'
      >
        {stages.map((name, index) => (
          <div key={index} className='skeleton-stage'>
            <span className='stage-name'>{name || '\u00a0'}</span>
            <span className='bone users' />
            <span className='bone facts' />
            <span
              className='skeleton-water'
              style={{ height: 196 * (shares[Math.min(index + 1, shares.length - 1)] ?? 0.3) }}
            />
          </div>
        ))}
      </section>
    </div>
  );
}
