import { type Cell, shownOf, type Table } from './csv.ts';

interface DataTableProps {
  readonly table: Table;
  readonly label: string;
}

/** Rows under named columns; the first column names the row. */
export function DataTable({ table, label }: DataTableProps): JSX.Element {
  return (
    <div className='table-scroll' tabIndex={0} role='region' aria-label={label}>
      <table>
        <thead>
          <tr>{table.columns.map((name) => <th key={name} scope='col'>{name}</th>)}</tr>
        </thead>
        <tbody>
          {table.rows.map(([name, ...cells], row) => (
            <tr key={row}>
              <th scope='row'>{name === undefined ? '' : shownOf(name)}</th>
              {cells.map((cell: Cell, column) => <td key={column}>{shownOf(cell)}</td>)}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
