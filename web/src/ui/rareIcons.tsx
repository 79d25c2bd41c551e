import { Drawing, Icon, type IconName } from './icons.tsx';

/** Of the same set, those that no first picture needs. */
const drawings = {
  key:
    'M5.2 13a2.7 2.7 0 1 0 0-5.4 2.7 2.7 0 0 0 0 5.4M7.2 8.6l5.6-5.6M10.6 5.2l2 2M12.2 3.6l1.4 1.4',
  disk:
    'M8 6.2c3 0 5.2-.9 5.2-2S11 2.3 8 2.3s-5.2.8-5.2 1.9S5 6.2 8 6.2M2.8 4.2v7.6c0 1.1 2.2 1.9 5.2 1.9s5.2-.8 5.2-1.9V4.2M2.8 8c0 1.1 2.2 1.9 5.2 1.9s5.2-.8 5.2-1.9',
  person: 'M8 8a2.6 2.6 0 1 0 0-5.2A2.6 2.6 0 0 0 8 8M3 13.4c.4-2.5 2.4-3.7 5-3.7s4.6 1.2 5 3.7',
  building: 'M3.5 13.5v-11h6v11M9.5 6.5h3v7M2 13.5h12M5.6 5.2h1.8M5.6 8h1.8M5.6 10.8h1.8',
  sun:
    'M8 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6M8 1.5v1M8 13.5v1M14.5 8h-1M2.5 8h-1M12.6 3.4l-.7.7M4.1 11.9l-.7.7M12.6 12.6l-.7-.7M4.1 4.1l-.7-.7',
  moon: 'M13.2 9.6A5.6 5.6 0 0 1 6.4 2.8a5.6 5.6 0 1 0 6.8 6.8',
  screen: 'M2.5 3.5h11v7.5h-11zM8 11v2.5M5.5 13.5h5',
  keyboard:
    'M3 4.5h10a1 1 0 0 1 1 1v5a1 1 0 0 1-1 1H3a1 1 0 0 1-1-1v-5a1 1 0 0 1 1-1M4.6 7h.1M6.9 7h.1M9.1 7h.1M11.4 7h.1M5.2 9.3h5.6',
  eye:
    'M1.8 8S4 3.8 8 3.8 14.2 8 14.2 8 12 12.2 8 12.2 1.8 8 1.8 8M8 6.1a1.9 1.9 0 1 1 0 3.8 1.9 1.9 0 0 1 0-3.8',
  link:
    'M6.8 9.2a2.6 2.6 0 0 0 3.8.1l2-2a2.6 2.6 0 0 0-3.7-3.7l-.8.8M9.2 6.8a2.6 2.6 0 0 0-3.8-.1l-2 2a2.6 2.6 0 0 0 3.7 3.7l.8-.8',
  image:
    'M3.5 3h9A1.5 1.5 0 0 1 14 4.5v7a1.5 1.5 0 0 1-1.5 1.5h-9A1.5 1.5 0 0 1 2 11.5v-7A1.5 1.5 0 0 1 3.5 3M2.4 11l3-3 2.6 2.6 2.2-2.2 3.4 3.4M10.6 6.2h.1',
  grip: 'M6 4v.1M10 4v.1M6 8v.1M10 8v.1M6 12v.1M10 12v.1',
  flag: 'M4 14V2.5M4 3h7.5l-1.6 2.8 1.6 2.7H4',
  archive: 'M2.5 3h11v3h-11zM3.5 6v6a1 1 0 0 0 1 1h7a1 1 0 0 0 1-1V6M6.5 8.7h3',
  trash:
    'M3 4.5h10M6.2 4.5V3a.6.6 0 0 1 .6-.6h2.4a.6.6 0 0 1 .6.6v1.5M4.2 4.5l.6 8.2a1 1 0 0 0 1 .9h4.4a1 1 0 0 0 1-.9l.6-8.2',
  download: 'M8 2.5v7.3M5 7l3 3 3-3M2.8 12.8h10.4',
} as const;

export type RareIconName = keyof typeof drawings;
export type AnyIconName = IconName | RareIconName;

const isRare = (name: AnyIconName): name is RareIconName => name in drawings;

export const AnyIcon = ({ name, size = 16 }: { name: AnyIconName; size?: number }): JSX.Element =>
  isRare(name) ? <Drawing path={drawings[name]} size={size} /> : <Icon name={name} size={size} />;
