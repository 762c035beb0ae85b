import { type ColumnStore, createColumnStore } from './column-store.ts';
import { parseCellJson } from './column-values.ts';
import type { ColumnSpec, RecordError, Records } from './records.ts';
import { ScoringError } from './scoring-error.ts';
import {
  type FaultyRecord,
  toInvalidValue,
  toRecordError,
  toValueError,
  type ValueFault,
} from './value-faults.ts';

export interface ParseJsonOptions {
  /** Name of the model, for messages. */
  readonly model: string;
  readonly columns: readonly ColumnSpec[];
  readonly key?: string | undefined;
  readonly maxRecords: number;
}

/**
 * Reads parsed JSON - an object, an array of objects, or `{"records": [...]}` - into typed columns; other fields are ignored.
 * Throws InvalidRequest for anything else and TooLarge above `maxRecords`; a faulty record is an error of its own.
 */
export function parseJsonRecords(
  value: unknown,
  { model, columns, key, maxRecords }: ParseJsonOptions,
): Records {
  const items = toItems(value);
  assertCount(items.length, { model, maxRecords });
  const stores = columns.map(({ type }) => createColumnStore(type, items.length));
  const rows = new Uint32Array(items.length);
  const keys: string[] = [];
  const errors: RecordError[] = [];
  for (const [k, item] of items.entries()) {
    const found = readRecord(item, {
      place: { model, row: k + 1 },
      columns,
      stores,
      key,
      index: keys.length,
    });
    if ('error' in found) {
      errors.push(found.error);
      continue;
    }
    rows[keys.length] = k + 1;
    keys.push(found.key);
  }
  const count = keys.length;
  return {
    total: items.length,
    count,
    columns: stores.map((store) => store.finish(count)),
    rows: rows.subarray(0, count),
    keys: keys.some((text) => text !== '') ? keys : undefined,
    carried: [],
    errors,
  };
}

function toItems(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  if (!isObject(value)) {
    throw new ScoringError(
      'InvalidRequest',
      'Cannot read the request: expected a record, or an array of records',
    );
  }
  if (!Object.hasOwn(value, 'records')) return [value];
  if (Array.isArray(value.records)) return value.records;
  throw new ScoringError('InvalidRequest', 'Cannot read the request: "records" is not an array');
}

function assertCount(
  records: number,
  { model, maxRecords }: { readonly model: string; readonly maxRecords: number },
) {
  if (records === 0) throw new ScoringError('InvalidRequest', 'Cannot read the request: it holds no records');
  if (records <= maxRecords) return;
  const message = `Cannot score the records with ${JSON.stringify(model)}: there are ${records}, more than ${maxRecords}`;
  throw new ScoringError('TooLarge', message, { details: { records, maxRecords } });
}

interface RecordTarget {
  readonly place: FaultyRecord;
  readonly columns: readonly ColumnSpec[];
  readonly stores: readonly ColumnStore[];
  readonly key: string | undefined;
  readonly index: number;
}

function readRecord(
  item: unknown,
  target: RecordTarget,
): { readonly key: string } | { readonly error: RecordError } {
  const { place, columns, stores, key, index } = target;
  if (!isObject(item)) {
    return { error: toRecordError(place, 'InvalidValue', `it ${toInvalidValue(item, 'an object').what}`) };
  }
  const text = toKey(key === undefined ? undefined : ownValue(item, key));
  if (typeof text !== 'string') return { error: toValueError(place, key ?? '', text) };
  const known = text === '' ? place : { ...place, key: text };
  for (const [k, spec] of columns.entries()) {
    const parsed = parseCellJson(ownValue(item, spec.name), spec);
    if ('fault' in parsed) return { error: toValueError(known, spec.name, parsed.fault) };
    stores[k]?.set(index, parsed.cell);
  }
  return { key: text };
}

/** A key travels as text, a number's as it is written; none is the empty text. */
function toKey(value: unknown): string | ValueFault {
  if (value === undefined || value === null) return '';
  if (typeof value === 'string') return value;
  return typeof value === 'number' ? String(value) : toInvalidValue(value, 'a text or a number');
}

function ownValue(item: Readonly<Record<string, unknown>>, name: string): unknown {
  return Object.hasOwn(item, name) ? item[name] : undefined;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
