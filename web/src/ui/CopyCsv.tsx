import { useState } from 'react';
import { download } from './csv.ts';
import { Icon } from './icons.tsx';

interface CopyButtonProps {
  readonly label: string;
  readonly text: () => string;
  /** What the file is called where there is no clipboard to copy to. */
  readonly file: string;
}

/** Puts CSV into the clipboard; without HTTPS or localhost there is none, then it is a file. */
export function CopyCsv({ label, text, file }: CopyButtonProps): JSX.Element {
  const [copied, setCopied] = useState(false);
  const copy = (): void => {
    const instead = (): void => download(file, text());
    if (!navigator.clipboard) return instead();
    navigator.clipboard.writeText(text()).then(() => {
      setCopied(true);
      setTimeout(() => setCopied(false), 2000);
    }, instead);
  };
  return (
    <button type='button' className='quiet-button' aria-label={label} onClick={copy}>
      <Icon name={copied ? 'check' : 'copy'} size={14} />
      <span aria-live='polite'>{copied ? 'Copied' : 'CSV'}</span>
    </button>
  );
}
