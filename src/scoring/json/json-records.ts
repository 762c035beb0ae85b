import { type FieldReader, type JsonSource, type ParseJsonOptions, readJsonSource } from './json-source.ts';
import { isJsonObject, ownValue, toInvalidRequest } from './json-value.ts';
import type { Records } from '../records.ts';
import { toInvalidValue } from '../tensor/value-faults.ts';

export type { ParseJsonOptions } from './json-source.ts';

/**
 * Reads parsed JSON - an object, an array of objects, or `{"records": [...]}` - into typed columns; other fields are ignored.
 * Throws InvalidRequest for anything else and TooLarge above `maxRecords`; a faulty record is an error of its own.
 */
export function parseJsonRecords(value: unknown, options: ParseJsonOptions): Records {
  return parseJsonObjects(toItems(value), options);
}

/** The same for records that are told apart already. */
export function parseJsonObjects(items: readonly unknown[], options: ParseJsonOptions): Records {
  return readJsonSource(createObjectSource(items), options);
}

function toItems(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  if (!isJsonObject(value)) throw toInvalidRequest('expected a record, or an array of records');
  if (!Object.hasOwn(value, 'records')) return [value];
  if (Array.isArray(value.records)) return value.records;
  throw toInvalidRequest('"records" is not an array');
}

function createObjectSource(items: readonly unknown[]): JsonSource {
  return {
    total: items.length,
    findFault: (index) => {
      const item = items[index];
      return isJsonObject(item) ? undefined : toInvalidValue(item, 'an object');
    },
    openField: (name) => createObjectReader(items, name),
    listFields: (index) => Object.keys(items[index] ?? {}),
  };
}

function createObjectReader(items: readonly unknown[], name: string): FieldReader {
  // Most names are safe to look up as they are, which is quicker than to ask whose they are.
  const isOnAll = name in Object.prototype;
  return (index) => {
    const item = items[index];
    if (!isJsonObject(item)) return undefined;
    return isOnAll ? ownValue(item, name) : item[name];
  };
}
