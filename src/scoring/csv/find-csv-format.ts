import { detectDecimal } from './csv-detect-decimal.ts';
import { type DeclaredFormat, parseTableHeader } from './csv-header.ts';
import type { ColumnSpec } from '../records.ts';
import type { CsvFormat } from '../table/table-format.ts';

export interface FoundFormat {
  readonly format: CsvFormat;
  /** Where the first record begins. */
  readonly headerBytes: number;
  /** The sign before the decimals, where it is declared or some number could be read in no other way. */
  readonly toldDecimal: '.' | ',' | undefined;
}

/** Finds out how a table is written by its header and first records; fails as `parseTableHeader` does. */
export function findCsvFormat(
  head: Uint8Array,
  { declared, columns }: { readonly declared: DeclaredFormat; readonly columns: readonly ColumnSpec[] },
): FoundFormat {
  const { format, headerBytes } = parseTableHeader(head, declared);
  const { decimal, isTold } =
    declared.decimal === undefined
      ? detectDecimal(head.subarray(headerBytes), format, columns)
      : { decimal: declared.decimal, isTold: true };
  return {
    format: decimal === ',' ? { ...format, decimal } : format,
    headerBytes,
    toldDecimal: isTold ? decimal : undefined,
  };
}
