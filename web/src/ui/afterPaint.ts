/** Does `work` once what has changed until now has been drawn: a press is seen before what it costs. */
export function afterPaint(work: () => void): void {
  requestAnimationFrame(() => setTimeout(work));
}
