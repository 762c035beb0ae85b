import type { RecordError } from './records.ts';

/** Lines of errors.jsonl: `{"row", "offset", "key", "column", "code", "message"}`, what is not known left out. */
export function formatErrors(errors: readonly RecordError[]): Uint8Array<ArrayBuffer> {
  const lines = errors.map(({ row, offset, key, column, code, message }) =>
    JSON.stringify({ row, offset, key, column, code, message }),
  );
  return new TextEncoder().encode(lines.map((line) => line + '\n').join(''));
}
