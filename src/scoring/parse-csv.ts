import type { Include, TableFormat } from './chunk-scorer.ts';
import { type ColumnStore, createColumnStore } from './column-store.ts';
import { createRecordScanner } from './csv-boundaries.ts';
import { createColumnReader, type RecordBlock } from './csv-columns.ts';
import { createFieldSplitter } from './csv-fields.ts';
import { createBlockFaults, createRecordSieve } from './csv-record-sieve.ts';
import type { ColumnSpec, RecordError, Records } from './records.ts';
import { type TableColumn, toTableColumns } from './table-columns.ts';

export interface ParseCsvOptions {
  /** Name of the model, for messages. */
  readonly model: string;
  readonly columns: readonly ColumnSpec[];
  readonly format: TableFormat;
  readonly key?: string | undefined;
  readonly include: Include;
  /** 1-based row of the first record. */
  readonly firstRow: number;
  /** Byte offset of the first record in its input. */
  readonly firstOffset: number;
}

/** Records that are split before their columns are read: few enough that their bytes are still in the cache. */
const blockRecords = 256;

/**
 * Reads whole records of CSV, without header, straight into typed columns.
 * Throws InvalidInput if the table lacks a column; a faulty record is an error of its own.
 */
export function parseCsv(bytes: Uint8Array, options: ParseCsvOptions): Records {
  const { format, model, firstRow, firstOffset } = options;
  const names = toTableColumns({ ...options, header: format.header });
  const total = countRecords(bytes, format);
  const place = ({ spec, field }: TableColumn) => ({
    spec,
    field,
    store: createColumnStore(spec.type, total),
  });
  const key = names.key && place(names.key);
  const columns = names.model.map(place);
  const carried = names.carried.map(place);
  const targets = [...columns, ...(key ? [key] : []), ...carried];
  const readers = targets.map((target) => ({ name: target.spec.name, read: createColumnReader(target) }));
  const { table, split } = createFieldSplitter(
    format,
    format.header.length,
    Math.max(1, Math.min(blockRecords, total)),
  );
  const keepValid = createRecordSieve({
    model,
    firstOffset,
    stores: targets.map(({ store }) => store),
    key: key?.store,
  });

  const rows = new Uint32Array(total);
  const errors: RecordError[] = [];
  let count = 0;
  for (let next = 0, row = firstRow; next < bytes.length;) {
    const { records, next: after } = split(bytes, next);
    const block: RecordBlock = { bytes, table, records, position: count };
    const faults = createBlockFaults();
    for (const { name, read } of readers) read(block, (record, fault) => faults.add(record, name, fault));
    count = keepValid(block, { firstRow: row, faults, rows, errors });
    row += records;
    next = after;
  }
  return {
    total,
    count,
    columns: columns.map(({ store }) => store.finish(count)),
    rows: rows.subarray(0, count),
    keys: key && toTexts(key.store, count),
    carried: carried.map(({ spec, store }) => ({ name: spec.name, values: toTexts(store, count) })),
    errors,
  };
}

/** All records of the bytes, the last one with or without newline. */
function countRecords(bytes: Uint8Array, format: TableFormat): number {
  const scanner = createRecordScanner(format);
  let records = 0;
  scanner.scan(bytes, (_end, blank) => {
    if (!blank) records++;
  });
  return scanner.finish().pendingBytes > 0 ? records + 1 : records;
}

function toTexts(store: ColumnStore, count: number): readonly string[] {
  const column = store.finish(count);
  return column.type === 'string' ? column.values : [];
}
