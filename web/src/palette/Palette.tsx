import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from 'react';
import { useFunnels, useProjects } from '@/api/queries.ts';
import { Icon } from '@/ui/icons.tsx';
import { AnyIcon } from '@/ui/rareIcons.tsx';
import { remember, remembered } from '@/ui/remembered.ts';
import { navigate } from '@/ui/router.tsx';
import { keysInWords, shortcutsOn } from '@/ui/shortcuts.ts';
import { useModal } from '@/ui/useModal.ts';
import { entriesNow, type Entry, type Found, sectionsFor, withRecent } from './entries.ts';
import { Keys } from './Keys.tsx';

interface PaletteProps {
  readonly project: string | null;
  readonly onClose: () => void;
}

const recentIds = (): readonly string[] => (remembered('recent') ?? '').split('\n').filter(Boolean);
const page = 8;

/** Type to go anywhere or do anything: a field with a list of what fits, by keyboard or pointer. */
export function Palette({ project, onClose }: PaletteProps): JSX.Element {
  const id = useId();
  const [modal, close] = useModal(onClose);
  const [typed, setTyped] = useState('');
  const [active, setActive] = useState(0);
  const projects = useProjects().data;
  const funnels = useFunnels(project).data;
  const sections = useMemo(
    () =>
      sectionsFor(entriesNow(project, funnels ?? [], projects ?? [], navigate), typed, recentIds()),
    [project, funnels, projects, typed],
  );
  const all = sections.flatMap(({ found }) => found);
  const chosen = all[Math.min(active, all.length - 1)] ?? null;
  const at = chosen === null ? -1 : all.indexOf(chosen);
  const run = (entry: Entry): void => {
    remember('recent', withRecent(recentIds(), entry.id).join('\n'));
    // The focus goes back first, so that what the entry does may place it elsewhere.
    close();
    entry.run();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const to = steps(at, all.length)[event.key];
    if (to !== undefined) {
      event.preventDefault();
      setActive(to);
    } else if (event.key === 'Enter' && chosen && !event.nativeEvent.isComposing) {
      event.preventDefault();
      run(chosen.entry);
    }
  };
  return (
    <dialog {...modal} className='palette' aria-label='Search'>
      <div className='palette-inside'>
        <div className='palette-field'>
          <Icon name='search' />
          <input
            role='combobox'
            aria-label='Search pages, funnels and actions'
            aria-expanded={all.length > 0}
            aria-autocomplete='list'
            aria-controls={`${id}-list`}
            aria-activedescendant={at < 0 ? undefined : `${id}-${at}`}
            placeholder='Find a page, a funnel, an action'
            autoCapitalize='off'
            autoComplete='off'
            spellCheck={false}
            enterKeyHint='go'
            value={typed}
            onChange={({ target }) => {
              setTyped(target.value);
              setActive(0);
            }}
            onKeyDown={onKeyDown}
          />
          <button type='button' className='palette-close' onClick={close}>
            <kbd aria-hidden='true'>Esc</kbd>
            <Icon name='close' />
            <span className='visually-hidden'>Close</span>
          </button>
        </div>
        <Results id={id} sections={sections} active={at} onPoint={setActive} onRun={run} />
        <p role='status' className='visually-hidden'>
          {typed.trim() === '' ? '' : all.length === 0 ? 'Nothing found' : `${all.length} found`}
        </p>
      </div>
    </dialog>
  );
}

/** Where a key leads from the entry at `at` of `count`. */
const steps = (at: number, count: number): Readonly<Record<string, number>> =>
  count === 0 ? {} : {
    ArrowDown: (at + 1) % count,
    ArrowUp: (at - 1 + count) % count,
    PageDown: Math.min(count - 1, at + page),
    PageUp: Math.max(0, at - page),
  };

interface ResultsProps {
  readonly id: string;
  readonly sections: ReturnType<typeof sectionsFor>;
  readonly active: number;
  readonly onPoint: (index: number) => void;
  readonly onRun: (entry: Entry) => void;
}

function Results({ id, sections, active, onPoint, onRun }: ResultsProps): JSX.Element {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // The first one comes with its heading.
    if (active <= 0) list.current?.scrollTo?.(0, 0);
    else document.getElementById(`${id}-${active}`)?.scrollIntoView?.({ block: 'nearest' });
  }, [id, active]);
  let index = -1;
  return (
    <div ref={list} id={`${id}-list`} role='listbox' aria-label='Results' className='palette-list'>
      {sections.map(({ title, found }) => (
        <div key={title} role='group' aria-label={title}>
          <p className='palette-title' aria-hidden='true'>{title}</p>
          {found.map((it) => {
            index += 1;
            const own = index;
            return (
              <div
                key={it.entry.id}
                id={`${id}-${own}`}
                role='option'
                tabIndex={-1}
                aria-selected={own === active}
                className='palette-row'
                onPointerMove={() => own === active ? null : onPoint(own)}
                // The press would take the focus from the field.
                onPointerDown={(event) =>
                  event.preventDefault()}
                onClick={() =>
                  onRun(it.entry)}
              >
                <AnyIcon name={it.entry.icon} />
                <span className='palette-name'>
                  <Marked {...it} />
                </span>
                {title === it.entry.group
                  ? null
                  : <span className='palette-kind'>{it.entry.group}</span>}
                {it.entry.keys && shortcutsOn.get()
                  ? <Keys words={keysInWords(it.entry.keys)} />
                  : null}
              </div>
            );
          })}
        </div>
      ))}
      {sections.length === 0
        ? <p className='palette-none'>Nothing has this name. Try a shorter word.</p>
        : null}
    </div>
  );
}

/** The name, with the characters that were typed. */
function Marked({ entry, places }: Found): JSX.Element {
  const marked = new Set(places);
  return (
    <>
      {runs([...entry.name], marked).map(({ text, isMarked }, index) =>
        isMarked ? <mark key={index}>{text}</mark> : <span key={index}>{text}</span>
      )}
    </>
  );
}

function runs(
  characters: readonly string[],
  marked: ReadonlySet<number>,
): readonly { readonly text: string; readonly isMarked: boolean }[] {
  const found: { text: string; isMarked: boolean }[] = [];
  for (const [index, character] of characters.entries()) {
    const last = found.at(-1);
    const isMarked = marked.has(index);
    if (last && last.isMarked === isMarked) last.text += character;
    else found.push({ text: character, isMarked });
  }
  return found;
}
