import { type CommandId, commandList } from './commandList.ts';
import { keyHints, workOf } from './commands.ts';
import { remember, remembered } from './remembered.ts';
import { createStore } from './store.ts';

/** Whether single characters are shortcuts: who speaks to the computer may not want them (WCAG 2.1.4). */
export const shortcutsOn = createStore(remembered('shortcuts') !== 'off');

export function chooseShortcuts(on: boolean): void {
  remember('shortcuts', on ? null : 'off');
  shortcutsOn.set(on);
  tellKeys();
}

/** From here on tooltips name the keys, as long as these are switched on. */
function tellKeys(): void {
  const on = shortcutsOn.get();
  keyHints.set((id) => on ? ` (${keysInWords(commandList[id].keys[0])})` : '');
}

const isMac = /Mac|iPhone|iPad/.test(navigator.platform);

/** The second key of `g f` comes within this time. */
const togetherMilliseconds = 1500;

const byKeys = new Map<string, CommandId>(
  (Object.keys(commandList) as CommandId[])
    .flatMap((id) => commandList[id].keys.map((keys) => [keys, id] as const)),
);

/** Where keys mean something else already: text, choices, and whatever lies over the page. */
const taken = 'input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable], ' +
  '[role=listbox], [role=menu], [role=grid], [role=slider], dialog, [popover]';

/** What was pressed, as `commandList` writes it; null for what is no shortcut's key. */
export function keyOf(event: KeyboardEvent): string | null {
  const { key, code, ctrlKey, metaKey, altKey, shiftKey } = event;
  // With other letters on the keys, those that stand at the same place count.
  const letter = /^Key([A-Z])$/.exec(code)?.[1]?.toLowerCase();
  const character = key.length === 1
    ? /[^\x20-\x7e]/.test(key) ? letter ?? '' : key.toLowerCase()
    : '';
  if (character === '' || altKey) return null;
  if (ctrlKey || metaKey) return shiftKey ? null : `mod+${character}`;
  return shiftKey && /[a-z]/.test(character) ? null : character;
}

/** Runs what a key stands for, until the returned function is called. */
export function listenForShortcuts(): () => void {
  let before = '';
  let forget: ReturnType<typeof setTimeout> | undefined;
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.isComposing || event.repeat) return;
    const pressed = keyOf(event);
    if (pressed === null) return;
    const modified = pressed.startsWith('mod+');
    const busy = event.target instanceof Element && event.target.closest(taken) !== null ||
      document.querySelector('dialog[open]') !== null;
    if (!modified && (busy || !shortcutsOn.get())) return;
    const id = byKeys.get(`${before} ${pressed}`) ?? byKeys.get(pressed);
    clearTimeout(forget);
    before = '';
    const work = id === undefined ? null : workOf(id);
    if (work) {
      event.preventDefault();
      work();
    } else if (!modified) {
      before = pressed;
      forget = setTimeout(() => before = '', togetherMilliseconds);
    }
  };
  document.addEventListener('keydown', onKeyDown);
  tellKeys();
  return () => {
    clearTimeout(forget);
    document.removeEventListener('keydown', onKeyDown);
  };
}

/** `mod+k` as the reader's keyboard writes it: `⌘K`, `Ctrl K`; `g f`: `G F`. */
export const keysInWords = (keys: string): string =>
  keys.toUpperCase().replace('MOD+', isMac ? '⌘' : 'Ctrl ');
