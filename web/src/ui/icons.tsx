/** Our own set on a 16 px grid: 1.4 px stroke, round caps, drawn in the colour of the text. */
const drawings = {
  funnel: 'M2 3.5h12M2 3.5v3h6.5a2 2 0 0 1 2 2V13M14 3.5v2',
  code: 'm5.5 4.5-3.5 3.5 3.5 3.5M10.5 4.5 14 8l-3.5 3.5',
  table: 'M2.5 3.5h11v9h-11zM2.5 6.8h11M2.5 9.7h11M6.5 6.8v5.7',
  people:
    'M6 7.6a2.3 2.3 0 1 0 0-4.6 2.3 2.3 0 0 0 0 4.6M1.8 13c.3-2.4 2-3.6 4.2-3.6s3.9 1.2 4.2 3.6M10.3 3.2a2.3 2.3 0 0 1 0 4.2M11.6 9.7c1.5.4 2.4 1.5 2.6 3.3',
  pause: 'M5.5 3.5v9M10.5 3.5v9',
  play: 'M5 3.4v9.2L12.4 8z',
  pulse: 'M1.8 8h3l2-4.6 2.6 9.2 2-4.6h2.8',
  list: 'M5.5 4h8M5.5 8h8M5.5 12h8M2.4 4h.2M2.4 8h.2M2.4 12h.2',
  search: 'M7 11.2a4.2 4.2 0 1 0 0-8.4 4.2 4.2 0 0 0 0 8.4M10.2 10.2l3.3 3.3',
  split: 'M2 8h4c2.5 0 2.5-4 5-4h3M6 8c2.5 0 2.5 4 5 4h3',
  undo: 'M3 6.2h6.4a3.4 3.4 0 0 1 0 6.8H6M5.6 3.2 2.6 6.2l3 3',
  redo: 'M13 6.2H6.6a3.4 3.4 0 0 0 0 6.8H10M10.4 3.2l3 3-3 3',
  compare: 'M2.5 5.5h10.5M10.5 3l2.5 2.5L10.5 8M13.5 10.5H3M5.5 8 3 10.5 5.5 13',
  back: 'M9.8 3.8 5.6 8l4.2 4.2',
  filter: 'M2.5 4h11M4.7 8h6.6M6.7 12h2.6',
  upDown: 'm5.5 6.5 2.5-2.5 2.5 2.5M5.5 9.5 8 12l2.5-2.5',
  down: 'm4.5 6.5 3.5 3.5 3.5-3.5',
  right: 'm6.5 4.5 3.5 3.5-3.5 3.5',
  up: 'm4.5 9.5 3.5-3.5 3.5 3.5',
  plus: 'M8 3.5v9M3.5 8h9',
  menu: 'M2.5 5h11M2.5 11h11',
  close: 'm4 4 8 8M12 4l-8 8',
  check: 'm3.5 8.5 3 3 6-7',
  calendar:
    'M4 3.5h8a1.5 1.5 0 0 1 1.5 1.5v7a1.5 1.5 0 0 1-1.5 1.5H4A1.5 1.5 0 0 1 2.5 12V5A1.5 1.5 0 0 1 4 3.5M2.5 6.8h11M5.5 2v3M10.5 2v3',
  refresh: 'M13 8a5 5 0 1 1-1.6-3.7M13.2 2.5v2.6h-2.6',
  edit:
    'M3 13l.7-2.9L10.8 3a1.2 1.2 0 0 1 1.7 0l.5.5a1.2 1.2 0 0 1 0 1.7l-7.1 7.1zM9.6 4.2l2.2 2.2',
  copy:
    'M6.5 5.5h6a1 1 0 0 1 1 1v6a1 1 0 0 1-1 1h-6a1 1 0 0 1-1-1v-6a1 1 0 0 1 1-1M10.5 5.5v-2a1 1 0 0 0-1-1h-6a1 1 0 0 0-1 1v6a1 1 0 0 0 1 1h2',
  out: 'M6.5 2.5h-3a1 1 0 0 0-1 1v9a1 1 0 0 0 1 1h3M10.5 5l3 3-3 3M13.2 8H6.5',
  alert: 'M8 2.2 14.3 13a.6.6 0 0 1-.5.9H2.2a.6.6 0 0 1-.5-.9zM8 6.3v3.4M8 11.7v.1',
  gear:
    'M8 10a2 2 0 1 0 0-4 2 2 0 0 0 0 4M8 1.8v1.7M8 12.5v1.7M14.2 8h-1.7M3.5 8H1.8M12.4 3.6l-1.2 1.2M4.8 11.2l-1.2 1.2M12.4 12.4l-1.2-1.2M4.8 4.8 3.6 3.6',
  river: 'M2 3.5h12M2 3.5v6.8h3.5V13M5.5 8.4h3V13M8.5 6.4h5.5',
  bars: 'M3.5 13V3M8 13V6.5M12.5 13V9.5',
  more:
    'M3.4 7.6a.4.4 0 1 1 0 .8.4.4 0 0 1 0-.8M8 7.6a.4.4 0 1 1 0 .8.4.4 0 0 1 0-.8M12.6 7.6a.4.4 0 1 1 0 .8.4.4 0 0 1 0-.8',
} as const;

export type IconName = keyof typeof drawings;

export const Icon = ({ name, size = 16 }: { name: IconName; size?: number }): JSX.Element => (
  <Drawing path={drawings[name]} size={size} />
);

export function Drawing({ path, size }: { path: string; size: number }): JSX.Element {
  return (
    <svg className='icon' width={size} height={size} viewBox='0 0 16 16' aria-hidden='true'>
      <path d={path} />
    </svg>
  );
}

export function Logo({ size = 22 }: { size?: number }): JSX.Element {
  return (
    <svg className='logo' width={size} height={size} viewBox='0 0 22 22' aria-hidden='true'>
      <rect width='22' height='22' rx='6' />
      <path d='M5 6.5h12M5 6.5v3h4.5a3 3 0 0 1 3 3V16' />
    </svg>
  );
}
