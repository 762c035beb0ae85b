import { isUtf8 } from 'node:buffer';
import type { Include } from '../chunk-scorer.ts';
import { type ColumnStore, createColumnStore } from '../table/column-store.ts';
import { parseCellJson, toMissingCell } from '../table/column-values.ts';
import { toBuffer } from '../csv/csv-syntax.ts';
import { countLines, nextLine } from './json-lines.ts';
import type { ColumnSpec, RecordError, Records } from '../records.ts';
import { toTableColumns } from '../table/table-columns.ts';
import type { JsonLinesFormat } from '../table/table-format.ts';
import { notUtf8, toInvalidValue, toRecordError, type ValueFault } from '../tensor/value-faults.ts';

export interface ParseJsonLinesOptions {
  /** Name of the model, for messages. */
  readonly model: string;
  readonly columns: readonly ColumnSpec[];
  readonly format: JsonLinesFormat;
  readonly key?: string | undefined;
  readonly include: Include;
  readonly exclude?: readonly string[] | undefined;
  /** Whether carried values stay JSON, to be written as such. */
  readonly carriedAsJson?: boolean;
  /** 1-based row of the first record. */
  readonly firstRow: number;
  /** Byte offset of the first record in its input. */
  readonly firstOffset: number;
}

type JsonObject = Readonly<Record<string, unknown>>;
interface Fault extends ValueFault {
  readonly column?: string;
}

interface Target {
  readonly spec: ColumnSpec;
  readonly store: ColumnStore;
  readonly parse: (value: unknown) => ReturnType<typeof parseCellJson>;
}

/** Reads records of JSON Lines, an object a line, into typed columns; a faulty record is an error of its own. */
export function parseJsonLines(bytes: Uint8Array, options: ParseJsonLinesOptions): Records {
  const { firstRow, firstOffset, model, carriedAsJson = false } = options;
  const capacity = countLines(bytes);
  const { columns, key, carried } = toTargets(options, capacity);
  const targets = [...columns, ...(key ? [key] : []), ...carried];
  const rows = new Uint32Array(capacity);
  const errors: RecordError[] = [];
  let count = 0;
  let total = 0;
  for (let line = nextLine(bytes, 0); line !== undefined; line = nextLine(bytes, line.next)) {
    const row = firstRow + total++;
    const parsed = parseLine(bytes.subarray(line.start, line.end));
    const fault = 'fault' in parsed ? parsed.fault : setValues(targets, parsed.record, count);
    if (fault === undefined) rows[count++] = row;
    else {
      const keyText = key && 'record' in parsed ? toText(parsed.record[key.spec.name]) : '';
      const { code, what, column } = fault;
      const place = { model, row, offset: firstOffset + line.start };
      const known = { ...(keyText !== '' && { key: keyText }), ...(column !== undefined && { column }) };
      errors.push(toRecordError({ ...place, ...known }, code, what));
    }
  }
  return {
    total,
    count,
    columns: columns.map(({ store }) => store.finish(count)),
    rows: rows.subarray(0, count),
    keys: key && toTexts(key, count),
    carried: carried.map((target) => ({
      name: target.spec.name,
      values: toTexts(target, count),
      ...(carriedAsJson && { json: true as const }),
    })),
    errors,
  };
}

function toTargets(options: ParseJsonLinesOptions, capacity: number) {
  // A value of the model that no record has is missing in each of them: that is no fault of the table.
  const table = toTableColumns({ ...options, columns: [], header: options.format.header });
  const toTarget = (spec: ColumnSpec, parse: Target['parse']): Target => ({
    spec,
    parse,
    store: createColumnStore(spec, capacity),
  });
  const toCarried = options.carriedAsJson === true ? toJsonText : toText;
  return {
    columns: options.columns.map((spec) => toTarget(spec, (value) => parseCellJson(value, spec))),
    key: table.key && toTarget(table.key.spec, createKeyParser(table.key.spec)),
    carried: table.carried.map(({ spec }) => toTarget(spec, (value) => ({ cell: toCarried(value) }))),
  };
}

function createKeyParser(spec: ColumnSpec): Target['parse'] {
  const missing = toMissingCell(spec);
  return (value) => {
    const text = toText(value);
    return text === '' ? missing : { cell: text };
  };
}

function parseLine(line: Uint8Array): { readonly record: JsonObject } | { readonly fault: Fault } {
  if (!isUtf8(line)) return { fault: { ...notUtf8, what: `it ${notUtf8.what}` } };
  const text = toBuffer(line).toString('utf8');
  try {
    const value: unknown = JSON.parse(text);
    if (isObject(value)) return { record: value };
    return { fault: toFault(toInvalidValue(value, 'an object')) };
  } catch {
    return { fault: toFault(toInvalidValue(text, 'JSON')) };
  }
}

function toFault({ code, what }: ValueFault): Fault {
  return { code, what: `it ${what}` };
}

/** Puts the values into their columns; the first fault ends it. */
function setValues(targets: readonly Target[], record: JsonObject, place: number): Fault | undefined {
  for (const { spec, store, parse } of targets) {
    const parsed = parse(Object.hasOwn(record, spec.name) ? record[spec.name] : undefined);
    if ('fault' in parsed) {
      const { code, what } = parsed.fault;
      return { code, what: `${JSON.stringify(spec.name)} ${what}`, column: spec.name };
    }
    store.set(place, parsed.cell);
  }
  return undefined;
}

function toTexts({ store }: Target, count: number): readonly string[] {
  const column = store.finish(count);
  return column.type === 'string' ? column.values : [];
}

/** A value as a field of CSV. */
function toText(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : toJsonText(value);
}

function toJsonText(value: unknown): string {
  return JSON.stringify(value ?? null);
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
