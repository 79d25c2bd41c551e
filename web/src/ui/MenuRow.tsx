import { Icon, type IconName } from './icons.tsx';

interface MenuRowProps {
  readonly icon: IconName;
  readonly words: string;
  /** For what is on or off; absent for what is done. */
  readonly pressed?: boolean;
  readonly disabled?: boolean;
  readonly onPress: () => void;
}

/** One thing that a menu does. */
export function MenuRow({ icon, words, pressed, disabled, onPress }: MenuRowProps): JSX.Element {
  return (
    <button
      type='button'
      className='menu-row'
      aria-pressed={pressed}
      disabled={disabled}
      onClick={onPress}
    >
      <Icon name={icon} />
      <span className='menu-words'>{words}</span>
      {pressed ? <Icon name='check' /> : null}
    </button>
  );
}
