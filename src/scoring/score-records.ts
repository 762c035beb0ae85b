import type { Outputs } from './plan/outputs.ts';
import { pickRecords } from './table/pick-records.ts';
import type { RecordError, Records } from './records.ts';
import { type BatchOutcome, runBatch, type RunBatchOptions, type RunFailure } from './plan/run-batch.ts';
import { toRecordError } from './tensor/value-faults.ts';

/** What a model gave for records. The outputs are the truth; predictions are a view of them. */
export interface ScoredRecords {
  /** Those that got an answer; one on which the model failed is among their errors. */
  readonly records: Records;
  /** By the names of the model's outputs, the first dimension of each = `records.count`; none where that is 0. */
  readonly outputs: Outputs;
}

/** Runs a model over records in the thread that calls it. */
export async function scoreRecords(records: Records, options: RunBatchOptions): Promise<ScoredRecords> {
  return toScoredRecords(records, await runBatch(records, options), options.plan.model);
}

/** Takes the records on which the model failed out of those that were run. */
export function toScoredRecords(
  records: Records,
  { outputs, failures }: BatchOutcome,
  model: string,
): ScoredRecords {
  if (failures.length === 0) return { records, outputs };
  const failed = new Set(failures.map(({ index }) => index));
  const kept = Array.from({ length: records.count }, (_, k) => k).filter((k) => !failed.has(k));
  const errors = failures.map((failure) => toFailure(records, failure, model));
  return { records: pickRecords(records, kept, errors), outputs };
}

function toFailure({ rows, keys }: Records, { index, reason }: RunFailure, model: string): RecordError {
  const key = keys?.[index];
  const place = { model, row: rows[index] ?? 0, ...(key === undefined || key === '' ? {} : { key }) };
  return toRecordError(place, 'ScoringFailed', `the model failed on it: ${reason}`);
}
