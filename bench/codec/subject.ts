import { createRecordScanner } from '../../src/scoring/csv/csv-boundaries.ts';
import { parseTableHeader } from '../../src/scoring/csv/csv-header.ts';
import type { Model } from '../../src/scoring/model.ts';
import type { CsvFormat } from '../../src/scoring/table/table-format.ts';

export interface Chunk {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly firstRow: number;
  readonly firstOffset: number;
}

/** A model and a table of it, cut as a job cuts it. */
export interface Subject {
  readonly model: Model;
  readonly table: Uint8Array<ArrayBuffer>;
  readonly format: CsvFormat;
  readonly records: number;
  readonly chunks: readonly Chunk[];
}

const recordsPerChunk = 10_000;

export function createSubject(model: Model, text: string): Subject {
  const table = new Uint8Array(Buffer.from(text));
  const { format, headerBytes } = parseTableHeader(table);
  const ends: number[] = [];
  createRecordScanner(format).scan(table.subarray(headerBytes), (end) => ends.push(headerBytes + end));
  const chunks: Chunk[] = [];
  for (let row = 0; row < ends.length; row += recordsPerChunk) {
    const firstOffset = row === 0 ? headerBytes : (ends[row - 1] ?? 0);
    const end = ends[Math.min(row + recordsPerChunk, ends.length) - 1];
    chunks.push({ bytes: table.slice(firstOffset, end), firstRow: row + 1, firstOffset });
  }
  return { model, table, format, records: ends.length, chunks };
}
