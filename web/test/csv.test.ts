import { csvOf } from '@/ui/csv.ts';
import { equal } from './expect.ts';

const lineOf = (...cells: readonly string[]): string =>
  csvOf({ columns: ['a'], rows: [cells] }).split('\r\n').slice(1, -1).join('\r\n');

Deno.test('CSV quotes what RFC 4180 says must be', () => {
  equal(lineOf('plain', 'with, comma', 'with "quotes"'), 'plain,"with, comma","with ""quotes"""');
  equal(lineOf('two\nlines'), '"two\nlines"');
});

Deno.test('no cell of CSV becomes a formula in a spreadsheet, and numbers stay numbers', () => {
  equal(lineOf('=1+1', '@x', '+a', '-5', '-2.5'), "'=1+1,'@x,'+a,-5,-2.5");
});

Deno.test('CSV takes the value behind what is shown', () => {
  equal(
    csvOf({
      columns: ['n'],
      rows: [[{ shown: '1,204', value: 1204 }], [{ shown: '–', value: null }]],
    }),
    'n\r\n1204\r\n\r\n',
  );
});
