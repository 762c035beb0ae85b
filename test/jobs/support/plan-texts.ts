import type { DeclaredFormat } from '../../../src/scoring/csv/csv-header.ts';
import type { ColumnSpec } from '../../../src/scoring/records.ts';
import { planTables, type PlanTablesOptions, type TablesPlan } from '../../../src/jobs/plan/plan-tables.ts';

export interface PlanTextsOptions {
  readonly kind?: 'csv' | 'jsonl';
  readonly declared?: DeclaredFormat;
  readonly columns?: readonly ColumnSpec[];
  readonly limits?: Partial<PlanTablesOptions['limits']>;
  /** Bytes of each piece of the streams. */
  readonly pieceBytes?: number;
}

const limits = { maxRecords: 2, maxBytes: 1e9, maxChunks: 1000, maxRecordBytes: 1000 };

export async function* toPieces(text: string | Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
}

/** Plans tables as if they were blobs `c/1`, `c/2`, ... */
export async function planTexts(
  texts: readonly (string | Uint8Array)[],
  { kind = 'csv', declared = {}, columns = [], pieceBytes = 7, ...options }: PlanTextsOptions = {},
): Promise<TablesPlan> {
  async function* open() {
    for (const [index, text] of texts.entries()) {
      const blob = { etag: `"${index + 1}"`, bytes: text.length };
      yield { path: `c/${index + 1}`, blob, pieces: toPieces(text, pieceBytes), isCopied: false, kind };
    }
  }
  return planTables(open(), { declared, columns, limits: { ...limits, ...options.limits } });
}
