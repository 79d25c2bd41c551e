import type { ReactNode } from 'react';
import type { Query } from '@/api/useQuery.ts';
import { Notice } from '@/ui/Notice.tsx';
import { useAfter } from '@/ui/useAfter.ts';

interface LoadedProps<T> {
  readonly query: Query<T>;
  /** `the keys`, for `The keys could not be loaded`. */
  readonly what: string;
  /** How many lines stand in for what is coming. */
  readonly lines: number;
  readonly children: (data: T) => ReactNode;
}

/** Something asked for: coming, failed, or there. */
export function Loaded<T>({ query, what, lines, children }: LoadedProps<T>): JSX.Element {
  const { data, problem, retry } = query;
  const slow = useAfter(150, data === null && problem === null);
  if (data !== null) return <>{children(data)}</>;
  if (problem) {
    return (
      <div className='settings-failed'>
        <Notice
          form='banner'
          title={problem.status === 404
            ? 'There is nothing of this name'
            : `${what} could not be loaded`}
          action={<button type='button' className='button' onClick={retry}>Try again</button>}
        >
          {problem.message}
        </Notice>
      </div>
    );
  }
  return (
    <div className='settings-coming' aria-busy='true' data-shown={slow ? '' : undefined}>
      {Array.from({ length: lines }, (_, line) => <i key={line} />)}
    </div>
  );
}
