import type { ColumnSpec } from '../scoring/records.ts';
import type { Include } from '../scoring/chunk-scorer.ts';

/** What a job needs to know of a model. */
export interface JobModel {
  readonly name: string;
  readonly version: string;
  readonly sha256: string;
  readonly columns: readonly ColumnSpec[];
  /** The column that identifies a record. */
  readonly key: string | undefined;
  /** Batch defaults of its manifest, not yet checked. */
  readonly batch: unknown;
}

export interface JobModels {
  /** The version asked for, or that of the alias `production`; fails with `ModelNotFound`. */
  resolve(model: string, version?: string): Promise<JobModel>;
  /** The header line of predictions.csv, newline included. */
  outputHeader(
    model: JobModel,
    table: { readonly header: readonly string[]; readonly include: Include },
  ): string;
}
