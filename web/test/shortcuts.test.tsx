import { commandList } from '@/ui/commandList.ts';
import { useCommands } from '@/ui/commands.ts';
import { chooseShortcuts, keyOf, keysInWords, listenForShortcuts } from '@/ui/shortcuts.ts';
import { equal } from './expect.ts';
import { render } from './render.ts';

const event = (key: string, more: KeyboardEventInit = {}): KeyboardEvent =>
  new window.KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more });

/** Says which of its commands ran. */
function Doer({ ran }: { ran: string[] }): JSX.Element {
  useCommands({
    keyed: {
      search: () => ran.push('search'),
      edit: () => ran.push('edit'),
      events: () => ran.push('events'),
      help: () => ran.push('help'),
    },
  });
  return (
    <>
      <input aria-label='text' />
      <input type='checkbox' aria-label='check' />
      <dialog>
        <button type='button'>inside</button>
      </dialog>
    </>
  );
}

Deno.test('no two commands share a key, and no key begins another', () => {
  const keys = Object.values(commandList).flatMap((command) => [...command.keys]);
  equal(new Set(keys).size, keys.length);
  const first = keys.filter((it) => it.includes(' ')).map((it) => it.split(' ')[0]);
  equal(keys.filter((it) => first.includes(it)), []);
});

Deno.test('a key is read as it is written, with other letters by its place', () => {
  equal(keyOf(event('e', { code: 'KeyE' })), 'e');
  equal(keyOf(event('E', { code: 'KeyE' })), 'e');
  equal(keyOf(event('E', { code: 'KeyE', shiftKey: true })), null);
  equal(keyOf(event('у', { code: 'KeyE' })), 'e');
  equal(keyOf(event('?', { code: 'Slash', shiftKey: true })), '?');
  equal(keyOf(event('k', { code: 'KeyK', ctrlKey: true })), 'mod+k');
  equal(keyOf(event('k', { code: 'KeyK', metaKey: true })), 'mod+k');
  equal(keyOf(event('k', { code: 'KeyK', ctrlKey: true, shiftKey: true })), null);
  equal(keyOf(event('e', { code: 'KeyE', altKey: true })), null);
  equal(keyOf(event('Enter')), null);
  equal([keysInWords('mod+k'), keysInWords('g f')], ['Ctrl K', 'G F']);
});

Deno.test('keys run what the page can do, never while typing or under a dialog', () => {
  const ran: string[] = [];
  const view = render(<Doer ran={ran} />);
  const stop = listenForShortcuts();
  const send = (target: Element, key: string, more: KeyboardEventInit = {}): boolean => {
    const sent = event(key, more);
    target.dispatchEvent(sent);
    return sent.defaultPrevented;
  };
  const body = document.body;
  equal(send(body, 'e'), true);
  send(body, 'g');
  send(body, 'e');
  equal(ran, ['edit', 'events']);
  equal(send(body, 'n'), false);
  const text = view.one('input', 'text');
  equal(send(text, 'e'), false);
  send(text, 'k', { ctrlKey: true });
  send(view.one('input', 'check'), 'e');
  equal(ran, ['edit', 'events', 'search', 'edit']);
  send(view.one('button', 'inside'), 'e');
  view.element.querySelector('dialog')?.setAttribute('open', '');
  send(body, 'e');
  equal(ran.length, 4);
  stop();
  send(body, 'e');
  equal(ran.length, 4);
  view.unmount();
});

Deno.test('switched off, single keys do nothing and Ctrl K still searches', () => {
  const ran: string[] = [];
  const view = render(<Doer ran={ran} />);
  const stop = listenForShortcuts();
  chooseShortcuts(false);
  equal(localStorage.getItem('iafa.shortcuts'), 'off');
  document.body.dispatchEvent(event('e'));
  document.body.dispatchEvent(event('k', { ctrlKey: true }));
  equal(ran, ['search']);
  chooseShortcuts(true);
  equal(localStorage.getItem('iafa.shortcuts'), null);
  document.body.dispatchEvent(event('e'));
  equal(ran, ['search', 'edit']);
  stop();
  view.unmount();
});

Deno.test('who is gone can do nothing any more', () => {
  const ran: string[] = [];
  const view = render(<Doer ran={ran} />);
  const stop = listenForShortcuts();
  view.unmount();
  document.body.dispatchEvent(event('e'));
  equal(ran, []);
  stop();
});
