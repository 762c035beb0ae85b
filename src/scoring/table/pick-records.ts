import { pick, pickColumn } from './column-slices.ts';
import type { RecordError, Records } from '../records.ts';

/** The same batch with only these of its valid records; the others' errors are added in their place. */
export function pickRecords(
  records: Records,
  indexes: readonly number[],
  errors: readonly RecordError[],
): Records {
  const pickTexts = (values: readonly string[]) => pick(new Array<string>(indexes.length), values, indexes);
  return {
    total: records.total,
    count: indexes.length,
    columns: records.columns.map((column) => pickColumn(column, indexes)),
    rows: pick(new Uint32Array(indexes.length), records.rows, indexes),
    keys: records.keys && pickTexts(records.keys),
    carried: records.carried.map((column) => ({ ...column, values: pickTexts(column.values) })),
    ...(records.origins && {
      origins: pick(new Float64Array(indexes.length), records.origins, indexes),
    }),
    errors: [...records.errors, ...errors].sort((a, b) => a.row - b.row),
  };
}
