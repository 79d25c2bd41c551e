import { useId } from 'react';
import { rampStops } from './ramp.tsx';

/** A silhouette of a river with these shares: a picture of an idea, not of data. */
export function Silhouette(
  { shares, width, height }: { shares: readonly number[]; width: number; height: number },
): JSX.Element {
  const gradient = useId().replaceAll(':', '');
  return (
    <svg
      className='silhouette'
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio='none'
      aria-hidden='true'
    >
      <defs>
        <linearGradient id={gradient} gradientUnits='userSpaceOnUse' x1='0' x2={width}>
          {rampStops()}
        </linearGradient>
      </defs>
      <path d={silhouette(shares, width, height)} fill={`url(#${gradient})`} />
    </svg>
  );
}

export function silhouette(shares: readonly number[], width: number, height: number): string {
  const column = width / Math.max(1, shares.length);
  const parts = shares.map((share, index) => {
    const next = shares[index + 1] ?? share * 0.92;
    const x = index * column;
    const [near, far] = [share * height, next * height].map((y) => Math.round(y * 10) / 10);
    const bend = [x + column * 0.6, x + column * 0.4].map((at) => Math.round(at * 10) / 10);
    return `C${bend[0]},${near} ${bend[1]},${far} ${Math.round((x + column) * 10) / 10},${far}`;
  });
  return `M0,0V${Math.round((shares[0] ?? 0) * height)}${parts.join('')}V0Z`;
}
