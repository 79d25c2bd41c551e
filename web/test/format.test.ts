import {
  countIn,
  duration,
  lengthInWords,
  percentRange,
  percentSpan,
  plusMinus,
  rate,
} from '@/ui/format.ts';
import { equal } from './expect.ts';

Deno.test('durations name the two units that matter', () => {
  const cases: readonly (readonly [number, string])[] = [
    [0, '0s'],
    [0.000001, '1 µs'],
    [0.0004, '400 µs'],
    [0.0007, '1 ms'],
    [0.25, '250 ms'],
    [58, '58s'],
    [72, '1m 12s'],
    [59.9, '1m'],
    [3_599.9, '1h'],
    [3_840, '1h 4m'],
    [86_400, '1d'],
    [950_000, '11d'],
    [0.9999, '1s'],
    [1_000_000, '11d 14h'],
    [86_400 * 1_200, '1,200d'],
  ];
  for (const [seconds, words] of cases) equal(duration(seconds), words);
});

Deno.test('a length that a person set reads as it was set', () => {
  equal(lengthInWords(1_209_600), '14 days');
  equal(lengthInWords(5_400), '90 minutes');
  equal(lengthInWords(3_600), '1 hour');
  equal(lengthInWords(1.5), '1.5 seconds');
});

Deno.test('rates keep the decimals that tell them apart', () => {
  equal(rate(10.72), '10.7%');
  equal(rate(0.07), '0.07%');
  equal(rate(0), '0.0%');
  equal(percentSpan([9.87, 11.63]), '9.9–11.6%');
  equal(percentRange([1.87, 1.95]), '1.87 to 1.95%');
  equal(percentSpan([0.0701, 0.0704]), '0.07%');
  equal(plusMinus([9.8, 11.6]), '±0.9');
  equal(plusMinus([1.87, 1.93]), '±0.03');
  equal(plusMinus([1.901, 1.902]), '±<0.01');
});

Deno.test('a count is whole where it fits', () => {
  equal(countIn(9, 250_000), '250,000');
  equal(countIn(6, 1_284_003_551), '1.3B');
});
