import { type CommandId, commandList } from '@/ui/commandList.ts';
import { Icon } from '@/ui/icons.tsx';
import { Link } from '@/ui/router.tsx';
import { keysInWords, shortcutsOn } from '@/ui/shortcuts.ts';
import { useStore } from '@/ui/store.ts';
import { useModal } from '@/ui/useModal.ts';
import { Keys } from './Keys.tsx';

const groups = ['Anywhere', 'Go to', 'On a funnel'] as const;

/** What is no command, and works where the focus is. */
const others = [
  ['From step to step', '← →'],
  ['Keep a note, or let it go', 'Enter Esc'],
] as const;

/** Every key, by where it works. */
export default function ShortcutSheet({ onClose }: { onClose: () => void }): JSX.Element {
  const [modal, close] = useModal(onClose);
  const on = useStore(shortcutsOn);
  const ids = Object.keys(commandList) as CommandId[];
  return (
    <dialog {...modal} className='dialog shortcut-sheet' aria-labelledby='shortcut-sheet'>
      <div className='shortcut-inside'>
        <button type='button' className='drawer-close' aria-label='Close' onClick={close}>
          <Icon name='close' />
        </button>
        <h2 id='shortcut-sheet'>Keyboard shortcuts</h2>
        <p>
          {on
            ? 'None of them works while you type. '
            : 'Single keys are switched off; Search still opens. '}
          <Link to='/settings/account' onClick={close}>
            {on ? 'Switch them off' : 'Switch them on'}
          </Link>
        </p>
        <div className='shortcut-groups'>
          {groups.map((group) => (
            <section key={group}>
              <h3>{group}</h3>
              <dl>
                {ids.filter((id) => commandList[id].group === group).map((id) => (
                  <div key={id}>
                    <dt>{commandList[id].name}</dt>
                    <dd>
                      {commandList[id].keys.map((keys) => (
                        <Keys key={keys} words={keysInWords(keys)} />
                      ))}
                    </dd>
                  </div>
                ))}
                {group === 'On a funnel'
                  ? others.map(([name, words]) => (
                    <div key={name}>
                      <dt>{name}</dt>
                      <dd>
                        <Keys words={words} />
                      </dd>
                    </div>
                  ))
                  : null}
              </dl>
            </section>
          ))}
        </div>
      </div>
    </dialog>
  );
}
