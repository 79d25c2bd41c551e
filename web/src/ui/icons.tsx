/** Our own set on a 16 px grid: 1.4 px stroke, round caps, drawn in the colour of the text. */
const drawings = {
  funnel: 'M2 3.5h12M2 3.5v3h6.5a2 2 0 0 1 2 2V13M14 3.5v2',
  code: 'm5.5 4.5-3.5 3.5 3.5 3.5M10.5 4.5 14 8l-3.5 3.5',
  upDown: 'm5.5 6.5 2.5-2.5 2.5 2.5M5.5 9.5 8 12l2.5-2.5',
  down: 'm4.5 6.5 3.5 3.5 3.5-3.5',
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
  eye:
    'M1.8 8S4 3.8 8 3.8 14.2 8 14.2 8 12 12.2 8 12.2 1.8 8 1.8 8M8 6.1a1.9 1.9 0 1 1 0 3.8 1.9 1.9 0 0 1 0-3.8',
} as const;

export type IconName = keyof typeof drawings;

export function Icon({ name, size = 16 }: { name: IconName; size?: number }): JSX.Element {
  return (
    <svg className='icon' width={size} height={size} viewBox='0 0 16 16' aria-hidden='true'>
      <path d={drawings[name]} />
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
