import type { ReactNode } from 'react';

interface SectionProps {
  readonly title: string;
  readonly about: ReactNode;
  readonly children: ReactNode;
}

/** What belongs together: said at the left, set at the right. */
export function Section({ title, about, children }: SectionProps): JSX.Element {
  return (
    <section className='settings-section' aria-label={title}>
      <div className='settings-about'>
        <h2>{title}</h2>
        <p>{about}</p>
      </div>
      <div className='settings-controls'>{children}</div>
    </section>
  );
}

/** For whom may look only: said once, above the fields. */
export function ReadOnlyNote({ what }: { what: string }): JSX.Element {
  return (
    <p className='settings-note'>
      You can look at {what}. An owner or an admin of your organisation can change them.
    </p>
  );
}
