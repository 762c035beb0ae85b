import type { Include } from '../chunk-scorer.ts';
import type { ColumnSpec } from '../records.ts';
import { assertTableColumns, toMissingColumn } from './table-needs.ts';

/** A column that is read, and which field of a record holds it. */
export interface TableColumn {
  readonly spec: ColumnSpec;
  readonly field: number;
}

export interface TableColumns {
  readonly model: readonly TableColumn[];
  /** Absent where the model has no key or the table does not hold it. */
  readonly key: TableColumn | undefined;
  /** Carried into the output as they are written. */
  readonly carried: readonly TableColumn[];
}

export interface TableNeeds {
  /** Name of the model. */
  readonly model: string;
  readonly columns: readonly ColumnSpec[];
  readonly key?: string | undefined;
  readonly header: readonly string[];
  readonly include: Include;
  /** Columns that are left out of those that are included; of all where only the key is. */
  readonly exclude?: readonly string[] | undefined;
}

/**
 * Finds the columns of a table that a model reads and the output carries; those for which the model has something to put may
 * be missing, for others it throws InvalidInput.
 */
export function toTableColumns({ model, columns, key, header, ...carried }: TableNeeds): TableColumns {
  assertTableColumns(header, { model, columns });
  const find = (spec: ColumnSpec): TableColumn => {
    const field = header.indexOf(spec.name);
    if (field >= 0) return { spec, field };
    throw toMissingColumn(spec.name, { model, columns, names: header });
  };
  const hasKey = key !== undefined && header.includes(key);
  return {
    model: columns.filter(({ name }) => header.includes(name)).map(find),
    key: hasKey ? find({ name: key, type: 'string', missing: { rule: 'required' } }) : undefined,
    carried: toCarriedNames(header, carried, key).map((name) => find(toCarriedSpec(name))),
  };
}

function toCarriedNames(
  header: readonly string[],
  { include, exclude = [] }: Pick<TableNeeds, 'include' | 'exclude'>,
  key: string | undefined,
): readonly string[] {
  if (include === 'key' && exclude.length === 0) return [];
  const names = typeof include === 'string' ? header : [...new Set(include)];
  return names.filter((name) => name !== key && !exclude.includes(name));
}

function toCarriedSpec(name: string): ColumnSpec {
  return { name, type: 'string', missing: { rule: 'default', value: '' } };
}
