import { type JsonSource, type ParseJsonOptions, readJsonSource } from './json-source.ts';
import { toInvalidRequest } from './json-value.ts';
import type { Records } from '../records.ts';
import { assertTableColumns } from '../table/table-needs.ts';
import { toInvalidValue, type ValueFault } from '../tensor/value-faults.ts';

/**
 * Reads records that are lists of values; `names` tells which value is which, the order of the model's columns where not given.
 * Throws InvalidRequest for names that are none, InvalidInput where a column is missing; a faulty record is an error of its own.
 */
export function parseJsonRows(rows: readonly unknown[], names: unknown, options: ParseJsonOptions): Records {
  const columns = names === undefined ? options.columns.map(({ name }) => name) : parseNames(names);
  assertTableColumns(columns, options);
  return readJsonSource(createRowSource(rows, columns), options);
}

function parseNames(value: unknown): readonly string[] {
  if (!Array.isArray(value)) throw toInvalidRequest('"columns" is not an array of names');
  return value.map((name: unknown, k) => {
    if (typeof name !== 'string') throw toInvalidRequest(`name ${k + 1} of "columns" is not a text`);
    if (value.indexOf(name) !== k) throw toInvalidRequest(`"columns" has ${JSON.stringify(name)} twice`);
    return name;
  });
}

function createRowSource(rows: readonly unknown[], names: readonly string[]): JsonSource {
  const width = names.length;
  const readCell = (index: number, field: number): unknown => {
    const row = rows[index];
    return Array.isArray(row) ? row[field] : row;
  };
  return {
    total: rows.length,
    findFault: (index) => findRowFault(rows[index], width),
    openField: (name) => {
      const field = names.indexOf(name);
      return field < 0 ? undefined : (index) => readCell(index, field);
    },
    listFields: () => names,
  };
}

/** A record of one value may be written without its list. */
function findRowFault(row: unknown, width: number): ValueFault | undefined {
  if (!Array.isArray(row)) {
    const isValue = width === 1 && (typeof row !== 'object' || row === null);
    return isValue ? undefined : toInvalidValue(row, `an array of ${width} values`);
  }
  if (row.length === width) return undefined;
  return { code: 'WrongFieldCount', what: `has ${row.length} values, expected ${width}` };
}
