import { createRecordScanner } from '../../scoring/csv/csv-boundaries.ts';
import type { TableFormat } from '../../scoring/table/table-format.ts';

/** Where the n-th row ends; the end of the bytes where there are fewer. */
export function findRowEnd(bytes: Uint8Array, format: TableFormat, n: number): number {
  const scanner = createRecordScanner(format.kind === 'csv' ? format : linesSyntax);
  let found = 0;
  let end = bytes.length;
  scanner.scan(bytes, (at, blank) => {
    if (!blank && ++found === n) end = at;
  });
  return end;
}

/** Lines with nothing in them that hides a newline. */
const linesSyntax = { delimiter: ',', quote: '' };
