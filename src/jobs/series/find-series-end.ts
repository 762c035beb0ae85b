import { groupRows } from '../../scoring/series/parse-series.ts';
import type { ColumnSpec } from '../../scoring/records.ts';
import type { TableFormat } from '../../scoring/table/table-format.ts';
import { findRowEnd } from '../input/find-row-end.ts';

export interface SeriesBytes {
  readonly bytes: Uint8Array;
  readonly format: TableFormat;
  /** Columns whose values name a series. */
  readonly by: readonly string[];
}

/** Where the n-th series ends, of bytes in which the rows of each stand together; their end where there are fewer. */
export function findSeriesEnd({ bytes, format, by }: SeriesBytes, n: number): number {
  const rows = by.map((name): ColumnSpec => ({ name, type: 'string', missing: { rule: 'required' } }));
  const groups = groupRows({ bytes, format, firstRow: 1, firstOffset: 0 }, '', { by, rows });
  const lastRow = groups[n - 1]?.rows.at(-1);
  return lastRow === undefined ? bytes.length : findRowEnd(bytes, format, lastRow);
}
