import type { ReactNode } from 'react';
import { Combobox, type Option } from '@/ui/Combobox.tsx';
import { Icon } from '@/ui/icons.tsx';

/** The nouns of the sentence: each is edited where it stands. */
interface ChoiceProps<V extends string> {
  readonly label: string;
  readonly value: V;
  readonly choices: Readonly<Record<V, string>>;
  readonly invalid?: boolean;
  readonly describedBy?: string | undefined;
  readonly onChange: (value: V) => void;
}

export function Choice<V extends string>(props: ChoiceProps<V>): JSX.Element {
  return (
    <select
      className='word choice'
      aria-label={props.label}
      aria-invalid={props.invalid ? true : undefined}
      aria-describedby={props.describedBy}
      value={props.value}
      onChange={({ target }) => props.onChange(target.value as V)}
    >
      {Object.entries<string>(props.choices).map(([value, words]) => (
        <option key={value} value={value}>{words}</option>
      ))}
    </select>
  );
}

interface NounProps {
  readonly label: string;
  readonly value: string;
  readonly options: readonly Option[];
  readonly placeholder: string;
  readonly invalid?: boolean;
  readonly describedBy?: string | undefined;
  readonly onChange: (value: string) => void;
}

/** A name to write or to choose. */
export function Noun(props: NounProps): JSX.Element {
  return (
    <Combobox
      className='word noun'
      aria-label={props.label}
      aria-invalid={props.invalid ? true : undefined}
      aria-describedby={props.describedBy}
      placeholder={props.placeholder}
      // As wide as what it holds where the browser cannot size it by its contents.
      size={Math.max(props.placeholder.length, Math.min(28, props.value.length), 4)}
      options={props.options}
      value={props.value}
      onChange={props.onChange}
    />
  );
}

/** Takes a part of the sentence out again. */
export function Without(
  { label, onClick }: { readonly label: string; readonly onClick: () => void },
): JSX.Element {
  return (
    <button type='button' className='without' aria-label={label} title={label} onClick={onClick}>
      <Icon name='close' size={12} />
    </button>
  );
}

/** What is wrong at a part of the sentence, said when it appears. */
export function Faults(
  { id, words }: { readonly id: string; readonly words: readonly string[] },
): JSX.Element {
  return (
    <div id={id} role='alert' className='faults'>
      {words.map((line) => <p key={line} className='field-error'>{line}</p>)}
    </div>
  );
}

export const Plain = ({ children }: { readonly children: ReactNode }): JSX.Element => (
  <span className='plain'>{children}</span>
);
