/**
 * What is pointed at or has the focus is what the note in the margin is about; one that is pinned
 * stays while the focus goes on.
 */
export const pointing = (
  step: number,
  onPoint: (step: number | null) => void,
  pinned: number | null,
) => ({
  onPointerEnter: () => onPoint(step),
  onPointerLeave: () => onPoint(null),
  onFocus: () => onPoint(pinned === null ? step : null),
  onBlur: () => onPoint(null),
});
