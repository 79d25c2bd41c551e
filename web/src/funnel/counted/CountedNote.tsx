import { useEffect, useRef } from 'react';
import { place } from '@/ui/Popover.tsx';
import { useStore } from '@/ui/store.ts';
import { asked } from './figures.ts';
import { type Context, howCounted } from './sentences.ts';

/** The answer to “How is this counted?”, beside what was asked about. */
export default function CountedNote(context: Context): JSX.Element | null {
  const question = useStore(asked);
  const panel = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = panel.current;
    if (question === null || element === null) return;
    element.showPopover();
    place(element, question.beside, 'start');
    element.focus();
    const onToggle = (event: Event): void => {
      if ((event as ToggleEvent).newState === 'open') return;
      // A press elsewhere has moved the focus already; only what was left hanging is put back.
      if (document.activeElement === document.body || element.contains(document.activeElement)) {
        question.beside.focus();
      }
      if (asked.get() === question) asked.set(null);
    };
    element.addEventListener('toggle', onToggle);
    return () => element.removeEventListener('toggle', onToggle);
  }, [question]);
  if (question === null) return null;
  const { title, sentences, rules } = howCounted(question.what, context);
  return (
    <div
      key={JSON.stringify(question.what)}
      ref={panel}
      popover='auto'
      className='popover counted-note'
      role='dialog'
      aria-label={`How ${title} is counted`}
      tabIndex={-1}
    >
      <h2>{title}</h2>
      {sentences.map((sentence) => <p key={sentence}>{sentence}</p>)}
      <p className='counted-rules'>
        {rules.length === 1 ? 'Rule' : 'Rules'} {rules.join(', ')} of{' '}
        <code>docs/funnel-rules.md</code>
      </p>
    </div>
  );
}
