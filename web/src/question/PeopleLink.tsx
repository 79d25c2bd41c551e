import type { ReactNode } from 'react';
import type { Status } from '@/api/asked.ts';
import { Link } from '@/ui/router.tsx';
import { whomParameters } from './question.ts';
import { useSearch } from './search.ts';

interface PeopleLinkProps {
  readonly stage: number;
  readonly status: Status;
  readonly group?: string | null;
  /** How many it leads to; nobody needs no link. */
  readonly users: number;
  readonly title?: string;
  readonly className?: string;
  readonly children: ReactNode;
}

/** A number that leads to those it counts. */
export function PeopleLink(props: PeopleLinkProps): JSX.Element {
  const { stage, status, group, users, title, className, children } = props;
  const { to } = useSearch();
  const shared = { ...(title ? { title } : {}), className: `people-link ${className ?? ''}` };
  if (users === 0) return <span {...shared}>{children}</span>;
  return (
    <Link to={to(whomParameters(stage, status, group ?? null))} marksCurrent={false} {...shared}>
      {children}
    </Link>
  );
}
