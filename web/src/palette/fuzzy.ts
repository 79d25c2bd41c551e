/** How well something fits what is typed, and which of its characters do. */
export interface Fit {
  readonly score: number;
  /** Places in the text, ascending. */
  readonly places: readonly number[];
}

/** Without accents and case, one character for each of the text's own. */
const plain = (text: string): readonly string[] =>
  [...text].map((character) =>
    character.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()[0] ?? character
  );

const isWordStart = (characters: readonly string[], at: number): boolean =>
  at === 0 || !/[\p{L}\p{N}]/u.test(characters[at - 1] ?? '');

/**
 * Every word typed must be found, its characters in their order. A run at a word's start is worth
 * most, a run elsewhere less, scattered characters least.
 */
export function fit(typed: string, text: string): Fit | null {
  const characters = plain(text);
  let score = 0;
  const places: number[] = [];
  for (const word of typed.trim().split(/\s+/).filter(Boolean)) {
    const found = fitWord(plain(word), characters);
    if (found === null) return null;
    score += found.score;
    places.push(...found.places);
  }
  // Of two that fit alike, the one with less beside it is meant.
  const rest = characters.length - places.length;
  return { score: score - rest / 100, places: [...new Set(places)].sort((a, b) => a - b) };
}

function fitWord(word: readonly string[], text: readonly string[]): Fit | null {
  let best: Fit | null = null;
  for (let start = 0; start + word.length <= text.length; start++) {
    if (text[start] !== word[0]) continue;
    const found = fitFrom(word, text, start);
    if (found !== null && (best === null || found.score > best.score)) best = found;
  }
  return best;
}

function fitFrom(word: readonly string[], text: readonly string[], start: number): Fit | null {
  const places: number[] = [];
  let score = 0;
  let at = start;
  for (const character of word) {
    // A run goes on where it can; else the character is looked for at a word's start, then anywhere.
    const follows = places.length > 0 && text[at] === character;
    const next = follows ? at : nextPlace(character, text, at);
    if (next < 0) return null;
    score += follows ? 5 : isWordStart(text, next) ? 4 : 0.5 - Math.min(next - at, 10) / 20;
    places.push(next);
    at = next + 1;
  }
  return score < leastWorth * word.length ? null : { score, places };
}

/** For each character typed: letters strewn over a long name are no find. */
const leastWorth = 2;

function nextPlace(character: string, text: readonly string[], from: number): number {
  const atWordStart = text.findIndex((it, index) =>
    index >= from && it === character && isWordStart(text, index)
  );
  return atWordStart >= 0 ? atWordStart : text.indexOf(character, from);
}
