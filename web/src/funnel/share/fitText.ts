/** How wide a text is in pixels. */
export type Measure = (text: string, font: string) => number;

/** A text in at most so many lines of a width; what does not fit ends in “…”. */
export function fitText(
  text: string,
  width: number,
  lines: number,
  measure: (text: string) => number,
): readonly string[] {
  const words = text.split(/\s+/).filter((word) => word !== '');
  const made: string[] = [];
  while (words.length > 0) {
    if (made.length === lines - 1) return [...made, shortened(words.join(' '), width, measure)];
    let line = words.shift() ?? '';
    while (words[0] !== undefined && measure(`${line} ${words[0]}`) <= width) {
      line += ` ${words.shift()}`;
    }
    made.push(shortened(line, width, measure));
  }
  return made;
}

function shortened(text: string, width: number, measure: (text: string) => number): string {
  if (measure(text) <= width) return text;
  const characters = [...text];
  while (characters.length > 1 && measure(`${characters.join('')}…`) > width) characters.pop();
  return `${characters.join('').trimEnd()}…`;
}
