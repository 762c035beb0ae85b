import { type FieldReader, type JsonSource, type ParseJsonOptions, readJsonSource } from './json-source.ts';
import { type JsonObject, ownValue, toInvalidRequest } from './json-value.ts';
import type { Records } from '../records.ts';
import { assertTableColumns } from '../table/table-needs.ts';

/**
 * Reads columns by name, each an array with a value a record; a value may stand in an array of its own, as tensors of [N, 1] have it.
 * Throws InvalidRequest for columns of different lengths, InvalidInput where one is missing; a faulty record is an error of its own.
 */
export function parseJsonColumns(value: JsonObject, options: ParseJsonOptions): Records {
  const names = Object.keys(value);
  assertTableColumns(names, options);
  return readJsonSource(createColumnSource(value, names), options);
}

function createColumnSource(value: JsonObject, names: readonly string[]): JsonSource {
  const columns = names.map((name) => toColumn(name, ownValue(value, name)));
  const [first] = columns;
  const other = columns.find(({ values }) => values.length !== first?.values.length);
  if (first !== undefined && other !== undefined) {
    const tell = ({ name, values }: NamedValues) => `${JSON.stringify(name)} has ${values.length} values`;
    throw toInvalidRequest(`column ${tell(first)}, column ${tell(other)}`);
  }
  return {
    total: first?.values.length ?? 0,
    findFault: () => undefined,
    openField: (name) => {
      const column = columns.find((candidate) => candidate.name === name);
      return column && createReader(column);
    },
    listFields: () => names,
  };
}

interface NamedValues {
  readonly name: string;
  readonly values: readonly unknown[];
}

function toColumn(name: string, values: unknown): NamedValues {
  if (Array.isArray(values)) return { name, values };
  throw toInvalidRequest(`column ${JSON.stringify(name)} is not an array`);
}

function createReader({ values }: NamedValues): FieldReader {
  return (index) => {
    const value = values[index];
    return Array.isArray(value) && value.length === 1 ? (value[0] as unknown) : value;
  };
}
