import { numbers } from './format.ts';

const sizes = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;

/** A size on disk, in powers of a thousand as disks are sold: `1.8 MB`. */
export function bytes(n: number): string {
  const power = n < 1 ? 0 : Math.min(sizes.length - 1, Math.floor(Math.log10(n) / 3));
  const unit = sizes[power] ?? 'byte';
  const value = n / 1000 ** power;
  const digits = power > 0 && value < 99.95 ? 1 : 0;
  return numbers(`${unit} ${digits}`, {
    style: 'unit',
    unit,
    unitDisplay: power === 0 ? 'long' : 'short',
    maximumFractionDigits: digits,
  }).format(value);
}
