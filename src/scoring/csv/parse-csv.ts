import type { Include } from '../chunk-scorer.ts';
import { type ColumnStore, createColumnStore, repeatCell } from '../table/column-store.ts';
import { toMissingCell } from '../table/column-values.ts';
import { createRecordScanner } from './csv-boundaries.ts';
import { countBlankBytes } from './csv-blank-line.ts';
import type { FieldTarget } from './csv-field-readers.ts';
import { createPlainLayout } from './csv-plain-layout.ts';
import { readPlainRecords } from './csv-plain-records.ts';
import { readRecordSlowly, type RecordFault } from './csv-slow-record.ts';
import { createCsvSource } from './csv-source.ts';
import type { Column, ColumnSpec, RecordError, Records } from '../records.ts';
import type { CsvFormat } from '../table/table-format.ts';
import { type TableColumn, toTableColumns } from '../table/table-columns.ts';
import { toRecordError } from '../tensor/value-faults.ts';

export interface ParseCsvOptions {
  /** Name of the model, for messages. */
  readonly model: string;
  readonly columns: readonly ColumnSpec[];
  readonly format: CsvFormat;
  readonly key?: string | undefined;
  readonly include: Include;
  readonly exclude?: readonly string[] | undefined;
  /** 1-based row of the first record. */
  readonly firstRow: number;
  /** Byte offset of the first record in its input. */
  readonly firstOffset: number;
}

/**
 * Reads whole records of CSV, without header, straight into typed columns.
 * Throws InvalidInput if the table lacks a column; a faulty record is an error of its own.
 */
export function parseCsv(bytes: Uint8Array, options: ParseCsvOptions): Records {
  const { format, firstRow } = options;
  const width = format.header.length;
  const source = createCsvSource(bytes, format);
  const capacity = countRecords(bytes, format);
  const { model, key, carried } = toTargets(options, capacity);
  const targets = [...model, ...(key ? [key] : []), ...carried];
  const layout = createPlainLayout(source, targets, width);
  const rows = new Uint32Array(capacity);
  const errors: RecordError[] = [];
  let count = 0;
  let total = 0;
  for (let at = 0; at < bytes.length;) {
    const { next, place } = readPlainRecords(layout, at, count);
    while (count < place) rows[count++] = firstRow + total++;
    at = next + countBlankBytes(source, next);
    if (at > next || at >= bytes.length) continue;
    const row = firstRow + total++;
    const slow = readRecordSlowly(source, at, { targets, width, place: count });
    if (slow.fault === undefined) rows[count++] = row;
    else errors.push(toError(slow.fault, { ...options, row, at, keyText: key && slow.textOf(key) }));
    at = slow.next;
  }
  return {
    total,
    count,
    columns: options.columns.map((spec) => {
      const target = model.find((other) => other.spec === spec);
      return target === undefined ? toAbsentColumn(spec, count) : target.store.finish(count);
    }),
    rows: rows.subarray(0, count),
    keys: key && toTexts(key.store, count),
    carried: carried.map(({ spec, store }) => ({ name: spec.name, values: toTexts(store, count) })),
    errors,
  };
}

function toTargets(options: ParseCsvOptions, capacity: number) {
  const columns = toTableColumns({ ...options, header: options.format.header });
  const toTarget = ({ spec, field }: TableColumn): FieldTarget => {
    return { spec, field, store: createColumnStore(spec, capacity) };
  };
  return {
    model: columns.model.map(toTarget),
    key: columns.key && toTarget(columns.key),
    carried: columns.carried.map(toTarget),
  };
}

/** Of a column that the table need not have. */
function toAbsentColumn(spec: ColumnSpec, count: number): Column {
  const missing = toMissingCell(spec);
  if ('fault' in missing) throw new Error(`Cannot fill column "${spec.name}": it is required`);
  return repeatCell(spec, missing.cell, count);
}

interface ErrorPlace {
  readonly model: string;
  readonly row: number;
  readonly firstOffset: number;
  /** Where the record starts in the bytes. */
  readonly at: number;
  readonly keyText: string | undefined;
}

function toError(fault: RecordFault, { model, row, firstOffset, at, keyText }: ErrorPlace): RecordError {
  const place = {
    model,
    row,
    offset: firstOffset + at,
    ...(keyText === undefined ? {} : { key: keyText }),
    ...(fault.column === undefined ? {} : { column: fault.column }),
  };
  return toRecordError(place, fault.code, fault.what);
}

/** All records of the bytes, the last one with or without newline. */
function countRecords(bytes: Uint8Array, format: CsvFormat): number {
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
