import type { ReactNode } from 'react';
import { Icon } from './icons.tsx';
import { AnyIcon, type AnyIconName } from './rareIcons.tsx';

interface MenuRowProps {
  readonly icon: AnyIconName;
  readonly words: ReactNode;
  /** Where the words alone do not say what it is about. */
  readonly label?: string;
  /** For what is on or off; absent for what is done. */
  readonly pressed?: boolean;
  readonly disabled?: boolean;
  readonly onPress: () => void;
}

/** One thing that a menu does. */
export function MenuRow(
  { icon, words, label, pressed, disabled, onPress }: MenuRowProps,
): JSX.Element {
  return (
    <button
      type='button'
      className='menu-row'
      aria-label={label}
      aria-pressed={pressed}
      disabled={disabled}
      onClick={onPress}
    >
      <AnyIcon name={icon} />
      <span className='menu-words'>{words}</span>
      {pressed ? <Icon name='check' /> : null}
    </button>
  );
}
