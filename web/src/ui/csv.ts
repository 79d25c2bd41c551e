/** A chart's twin: the same numbers as rows, to be read, and copied as CSV. */
export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

/** How it reads, and where that is rounded or worded, the value behind it. */
export type Cell = string | { readonly shown: string; readonly value: string | number | null };

export const shownOf = (cell: Cell): string => typeof cell === 'string' ? cell : cell.shown;
const valueOf = (cell: Cell): string =>
  typeof cell === 'string' ? cell : cell.value === null ? '' : String(cell.value);

/** RFC 4180. A spreadsheet takes what begins with one of these for a formula: it is quoted off. */
const formula = /^[=+\-@\t\r]/;

function field(text: string): string {
  const safe = formula.test(text) && Number.isNaN(Number(text)) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export const csvOf = ({ columns, rows }: Table): string =>
  [columns, ...rows.map((row) => row.map(valueOf))]
    .map((row) => row.map(field).join(',')).join('\r\n') + '\r\n';

/** Hands a file to the browser's downloads. */
export const download = (name: string, text: string): void =>
  save(name, new Blob([text], { type: 'text/csv;charset=utf-8' }));

export function save(name: string, contents: Blob): void {
  const address = URL.createObjectURL(contents);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // The browser reads the file after the click has returned.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
