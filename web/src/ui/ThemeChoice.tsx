import { capital } from './format.ts';
import { AnyIcon } from './rareIcons.tsx';
import { useStore } from './store.ts';
import { chooseTheme, theme, themes } from './theme.ts';

const icons = { system: 'screen', light: 'sun', dark: 'moon' } as const;

/** Light, dark, or as the device has it. */
export function ThemeChoice({ icons: shown = false }: { icons?: boolean }): JSX.Element {
  const chosen = useStore(theme);
  return (
    <div
      className={shown ? 'segmented settings-theme' : 'segmented'}
      role='group'
      aria-label='Theme'
    >
      {themes.map((choice) => (
        <button
          key={choice}
          type='button'
          aria-pressed={chosen === choice}
          onClick={() => chooseTheme(choice)}
        >
          {shown ? <AnyIcon name={icons[choice]} /> : null}
          {capital(choice)}
        </button>
      ))}
    </div>
  );
}
