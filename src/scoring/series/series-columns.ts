import { assertTableColumns } from '../table/table-needs.ts';
import type { TableFormat } from '../table/table-format.ts';
import type { SeriesPlan } from './series-plan.ts';

/**
 * A row may lack a number, which is missing at its time; a table that lacks a column of numbers would be forecast without
 * all of them, and fails with InvalidInput.
 */
export function assertSeriesColumns(
  { kind, header }: TableFormat,
  model: string,
  { rows, numbers }: Pick<SeriesPlan, 'rows' | 'numbers'>,
): void {
  if (kind !== 'csv') return;
  const columns = rows.map((spec) =>
    numbers.includes(spec.name) ? { ...spec, missing: { rule: 'required' } as const } : spec,
  );
  assertTableColumns(header, { model, columns });
}
