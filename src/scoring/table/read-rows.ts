import type { ChunkTask } from '../chunk-scorer.ts';
import { parseCsv } from '../csv/parse-csv.ts';
import { parseJsonLines } from '../json/parse-json-lines.ts';
import type { ColumnSpec, Records } from '../records.ts';

/** Whole rows of a table. */
export interface TableRows extends Pick<ChunkTask, 'format' | 'firstRow' | 'firstOffset'> {
  /** Without header. */
  readonly bytes: Uint8Array;
}

/** Reads some columns of a table's rows, whatever its records are; `model` is for messages. */
export function readRows(
  { bytes, format, firstRow, firstOffset }: TableRows,
  model: string,
  columns: readonly ColumnSpec[],
): Records {
  const options = { include: 'key', firstRow, firstOffset, model, columns } as const;
  if (format.kind === 'csv') return parseCsv(bytes, { ...options, format });
  return parseJsonLines(bytes, { ...options, format });
}
