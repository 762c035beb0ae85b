import { createRecordScanner } from '../../scoring/csv/csv-boundaries.ts';
import type { TableFormat } from '../../scoring/table/table-format.ts';
import type { ChunkBounds } from '../plan/chunk-bounds.ts';

/** Cuts records in two halves; the bytes are theirs, of two records at least. */
export function splitRange(
  bounds: ChunkBounds,
  bytes: Uint8Array,
  format: TableFormat,
): readonly [ChunkBounds, ChunkBounds] {
  const { firstRow, records, offset } = bounds;
  const half = Math.floor(records / 2);
  const cut = findEnd(bytes, format, half);
  return [
    { firstRow, records: half, offset, bytes: cut },
    { firstRow: firstRow + half, records: records - half, offset: offset + cut, bytes: bounds.bytes - cut },
  ];
}

/** Where the n-th record ends; the end of the bytes where there are fewer. */
export function findEnd(bytes: Uint8Array, format: TableFormat, n: number): number {
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
