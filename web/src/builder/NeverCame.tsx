import { ago } from '@/dates/instants.ts';
import { useAbsence } from './known.ts';

interface NeverCameProps {
  readonly project: string;
  readonly event: string;
  readonly onPick: (name: string) => void;
}

/** Says of an event that does not come when it last did, and what may be meant instead. */
export function NeverCame({ project, event, onPick }: NeverCameProps): JSX.Element | null {
  const absence = useAbsence(project, event);
  if (!absence) return null;
  const { lastSeen, instead } = absence;
  return (
    <p className='never-came' role='status'>
      <code>{absence.event}</code>{' '}
      {lastSeen === null ? 'has never come.' : `last came ${ago(lastSeen, Date.now())}.`}
      {instead.length > 0 ? ' Did you mean ' : ''}
      {instead.map((name, place) => (
        <span key={name}>
          {place === 0 ? '' : place === instead.length - 1 ? ' or ' : ', '}
          <button type='button' className='text-button' onClick={() => onPick(name)}>{name}</button>
        </span>
      ))}
      {instead.length > 0 ? '?' : ''}
    </p>
  );
}
