import { useRef, useState } from 'react';
import { inColour } from './codeColours.tsx';
import { capital } from './format.ts';
import { Icon } from './icons.tsx';

interface CopyBlockProps {
  readonly label: string;
  readonly text: string;
  /** With the label over the code, so that the button covers nothing of it. */
  readonly titled?: boolean;
}

/** A piece of text to take elsewhere: shown as it is, copied with one press. */
export function CopyBlock({ label, text, titled = false }: CopyBlockProps): JSX.Element {
  const [copied, setCopied] = useState(false);
  const code = useRef<HTMLElement>(null);
  const copy = (): void => {
    const done = (): void => {
      setCopied(true);
      setTimeout(() => setCopied(false), 2000);
    };
    // The clipboard needs HTTPS or localhost; elsewhere the text is selected for Ctrl+C.
    if (navigator.clipboard) navigator.clipboard.writeText(text).then(done, select);
    else select();
  };
  const select = (): void => {
    if (code.current) getSelection()?.selectAllChildren(code.current);
  };
  return (
    <figure className={titled ? 'copy-block titled' : 'copy-block'}>
      {titled ? <figcaption>{capital(label)}</figcaption> : null}
      <pre tabIndex={0} aria-label={label}><code ref={code}>{inColour(text)}</code></pre>
      <button type='button' className='button' onClick={copy} aria-label={`Copy ${label}`}>
        <Icon name={copied ? 'check' : 'copy'} size={14} />
        <span aria-live='polite'>{copied ? 'Copied' : 'Copy'}</span>
      </button>
    </figure>
  );
}
