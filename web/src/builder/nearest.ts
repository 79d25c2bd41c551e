/** How many letters must change to turn one word into the other. */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let i = 1; i <= one.length; i++) {
    const next = [i];
    for (let j = 1; j <= other.length; j++) {
      next[j] = Math.min(
        (row[j] ?? 0) + 1,
        (next[j - 1] ?? 0) + 1,
        (row[j - 1] ?? 0) + (one[i - 1] === other[j - 1] ? 0 : 1),
      );
    }
    row = next;
  }
  return row[other.length] ?? 0;
}

const wordsIn = (name: string): readonly string[] =>
  name.replaceAll(/([a-z])([A-Z])/g, '$1 $2').toLowerCase().split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);

/** 0 where two names have nothing to do with each other, 1 where they are one. */
export function likeness(one: string, other: string): number {
  const [left, right] = [wordsIn(one), wordsIn(other)];
  const [a, b] = [left.join(' '), right.join(' ')];
  if (a === '' || b === '') return 0;
  const letters = 1 - distance(a, b) / Math.max(a.length, b.length);
  // `purchase` and `purchase_completed`: all the words of the shorter, in whichever order.
  const [fewer, more] = left.length <= right.length ? [left, right] : [right, left];
  const shared = fewer.filter((word) => more.includes(word)).length / more.length;
  return Math.max(letters, shared);
}

const alike = 0.5;

/** The names most like this one, at most `most`. */
export const nearest = (name: string, known: readonly string[], most = 3): readonly string[] =>
  known.map((other) => ({ other, like: likeness(name, other) }))
    .filter(({ other, like }) => like >= alike && other !== name)
    .sort((a, b) => b.like - a.like)
    .slice(0, most).map(({ other }) => other);
