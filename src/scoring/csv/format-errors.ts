import { type RecordOrigin, toPlacedError } from '../table/record-origin.ts';
import type { RecordError } from '../records.ts';

/**
 * Lines of errors.jsonl: `{"row", "offset", "file", "key", "column", "code", "message"}`, what is not known left out.
 * `origins` tells where records come from that were put together.
 */
export function formatErrors(
  errors: readonly RecordError[],
  origins: readonly RecordOrigin[] = [],
): Uint8Array<ArrayBuffer> {
  const lines = errors
    .map((error) => toPlacedError(error, origins))
    .map(({ row, offset, file, key, column, code, message }) =>
      JSON.stringify({ row, offset, file, key, column, code, message }),
    );
  return new TextEncoder().encode(lines.map((line) => line + '\n').join(''));
}
