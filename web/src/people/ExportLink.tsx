import { type MouseEvent, type ReactNode, useRef } from 'react';
import { me } from '@/api/endpoints.ts';
import { exportAddress } from '@/api/persons.ts';

interface ExportLinkProps {
  readonly project: string;
  readonly person: string;
  readonly className?: string;
  readonly children: ReactNode;
}

/** A person's data as a file. The browser fetches it itself, so the session is renewed before. */
export function ExportLink(props: ExportLinkProps): JSX.Element {
  const { project, person, className, children } = props;
  const link = useRef<HTMLAnchorElement>(null);
  const renewed = useRef(false);
  const onClick = (event: MouseEvent): void => {
    if (renewed.current) {
      renewed.current = false;
      return;
    }
    event.preventDefault();
    const go = (): void => {
      renewed.current = true;
      link.current?.click();
    };
    // Where the session has ended the page says so; where nothing answers, the download does.
    me().then(go, go);
  };
  return (
    <a
      ref={link}
      className={className}
      href={exportAddress(project, person)}
      download
      onClick={onClick}
    >
      {children}
    </a>
  );
}
