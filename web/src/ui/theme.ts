import { createStore } from './store.ts';

/** `system` follows the device. The choice is a cookie, so that the server can put it into the
 * page and no script has to run before the first paint. */
export type Theme = 'system' | 'light' | 'dark';
export const themes: readonly Theme[] = ['system', 'light', 'dark'];

const fromPage = (): Theme => {
  const chosen = document.documentElement.dataset['theme'];
  return chosen === 'light' || chosen === 'dark' ? chosen : 'system';
};

export const theme = createStore<Theme>(fromPage());

const year = 31_536_000;

export function chooseTheme(choice: Theme): void {
  const root = document.documentElement;
  if (choice === 'system') delete root.dataset['theme'];
  else root.dataset['theme'] = choice;
  const life = choice === 'system' ? 0 : year;
  document.cookie = `theme=${choice}; Path=/; Max-Age=${life}; SameSite=Lax`;
  theme.set(choice);
}
