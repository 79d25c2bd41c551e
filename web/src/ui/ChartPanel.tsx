import type { ReactNode } from 'react';
import { CopyCsv } from './CopyCsv.tsx';
import { csvOf, type Table } from './csv.ts';
import { DataTable } from './DataTable.tsx';
import { Icon } from './icons.tsx';

interface ChartPanelProps<T> {
  readonly title: string;
  readonly about?: ReactNode;
  readonly className?: string;
  readonly query: {
    readonly data: T | null;
    readonly problem: { readonly message: string } | null;
    readonly loading: boolean;
    readonly stale: boolean;
    readonly retry: () => void;
  };
  readonly controls?: ReactNode;
  readonly table: (data: T) => Table;
  /** What the file of its numbers is called. */
  readonly file: string;
  /** Absent where the chart is a table already. */
  readonly asTable?: boolean;
  readonly onAsTable?: (asTable: boolean) => void;
  readonly children: (data: T) => ReactNode;
}

/** A chart with its twin: the same numbers as a table, and as CSV; in whichever state it is. */
export function ChartPanel<T>(props: ChartPanelProps<T>): JSX.Element {
  const { title, query, table, asTable, onAsTable } = props;
  const { data, problem } = query;
  return (
    <section
      className={`chart-panel ${props.className ?? ''}`}
      aria-label={title}
      aria-busy={query.loading}
    >
      <header>
        <h2>{title}</h2>
        {props.about ? <p className='chart-about'>{props.about}</p> : null}
        <div className='chart-tools'>
          {props.controls}
          {data === null ? null : (
            <>
              {onAsTable
                ? (
                  <button
                    type='button'
                    className='quiet-button'
                    aria-pressed={asTable}
                    aria-label={`${title} as a table`}
                    onClick={() => onAsTable(!asTable)}
                  >
                    <Icon name='table' size={14} />
                    <span>Table</span>
                  </button>
                )
                : null}
              <CopyCsv
                label={`Copy ${title} as CSV`}
                file={props.file}
                text={() => csvOf(table(data))}
              />
            </>
          )}
        </div>
      </header>
      {problem
        ? (
          <p className='chart-problem' role='alert'>
            {problem.message}{' '}
            <button
              type='button'
              className='text-button'
              aria-label={`Try ${title} again`}
              onClick={query.retry}
            >
              Try again
            </button>
          </p>
        )
        : null}
      {data === null
        ? problem ? null : <div className='chart-waiting' />
        : (
          <div className='chart-body' data-stale={query.stale ? '' : undefined}>
            {asTable
              ? <DataTable table={table(data)} label={`${title}: its table`} />
              : props.children(data)}
          </div>
        )}
    </section>
  );
}
