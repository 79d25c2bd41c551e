import { silhouette } from '@/ui/river/Silhouette.tsx';

const shares = [1, 0.62, 0.4, 0.28, 0.2];

/** The river's bed without water. */
export function StillRiver(): JSX.Element {
  return (
    <svg
      className='still-river'
      viewBox='-1 -1 642 112'
      preserveAspectRatio='none'
      aria-hidden='true'
    >
      <path d={silhouette(shares, 640, 108)} />
    </svg>
  );
}
