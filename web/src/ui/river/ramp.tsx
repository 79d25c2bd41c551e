/** The colour of progress: five stops from iris to jade, equal steps in oklch. */
const stops = ['--s1', '--s2', '--s3', '--s4', '--s5'] as const;

export const rampStops = (): readonly JSX.Element[] =>
  stops.map((stop, index) => (
    <stop
      key={stop}
      className='ramp-stop'
      offset={`${index * 25}%`}
      style={{ stopColor: `var(${stop})` }}
    />
  ));

/** The ramp's colour for stage `index` of `stages`. */
export function rampColour(index: number, stages: number): string {
  const at = stages < 2 ? 0 : (index / (stages - 1)) * (stops.length - 1);
  const lower = Math.floor(at);
  const share = Math.round((at - lower) * 100);
  const near = `var(${stops[lower] ?? '--s5'})`;
  const far = stops[lower + 1];
  return share === 0 || far === undefined
    ? near
    : `color-mix(in oklch, ${near} ${100 - share}%, var(${far}))`;
}
