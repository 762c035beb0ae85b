import { toFeeds } from './feeds.ts';
import type { PlainTensor, ScoringPlan } from './model.ts';
import type { OnnxSession } from './onnx-session.ts';
import { pickRecords } from './pick-records.ts';
import { createPredictionColumns } from './prediction-columns.ts';
import type { Predictions } from './predictions.ts';
import type { RecordError, Records } from './records.ts';
import { ScoringError } from './scoring-error.ts';
import { isStopRaised, type StopFlag } from './stop-flag.ts';
import { toRecordError } from './value-faults.ts';

/** Records with a prediction each; those on which the model failed have become errors. */
export interface ScoredRecords {
  readonly records: Records;
  readonly predictions: Predictions;
}

export interface ScoreOptions {
  readonly session: OnnxSession;
  readonly plan: ScoringPlan;
  /** Records a run. */
  readonly batchSize: number;
  /** Looked at between runs. */
  readonly stop?: StopFlag | undefined;
}

/** Runs a model over records, a batch at a time; where a run fails its records are run alone, so that only the bad ones fail. */
export async function scoreRecords(
  records: Records,
  { session, plan, batchSize, stop }: ScoreOptions,
): Promise<ScoredRecords> {
  const size = plan.fixedBatch ?? batchSize;
  const outputs = [...new Set(plan.predictions.map(({ output }) => output))];
  const predictions = createPredictionColumns(plan.predictions, records.count);
  const kept: number[] = [];
  const errors: RecordError[] = [];

  const run = async (start: number, end: number): Promise<ReadonlyMap<string, PlainTensor>> => {
    const range = { start, end, length: plan.fixedBatch ?? end - start };
    return session.run(toFeeds(plan, records.columns, range), outputs);
  };
  const keep = (results: ReadonlyMap<string, PlainTensor>, start: number, end: number) => {
    predictions.append(results, end - start);
    for (let k = start; k < end; k++) kept.push(k);
  };
  const runAlone = async (index: number) => {
    try {
      keep(await run(index, index + 1), index, index + 1);
    } catch (cause) {
      errors.push(toFailure(records, index, { model: plan.model, cause }));
    }
  };

  for (let start = 0; start < records.count; start += size) {
    if (isStopRaised(stop)) throw new ScoringError('Unavailable', 'Cannot score the records: it was stopped');
    const end = Math.min(start + size, records.count);
    const results = await run(start, end).catch(() => undefined);
    if (results !== undefined) keep(results, start, end);
    else for (let k = start; k < end; k++) await runAlone(k);
  }
  return {
    records: errors.length === 0 ? records : pickRecords(records, kept, errors),
    predictions: predictions.finish(),
  };
}

function toFailure(
  { rows, keys }: Records,
  index: number,
  { model, cause }: { model: string; cause: unknown },
): RecordError {
  const key = keys?.[index];
  const place = { model, row: rows[index] ?? 0, ...(key === undefined || key === '' ? {} : { key }) };
  return toRecordError(place, 'ScoringFailed', `the model failed on it: ${firstLine(cause)}`);
}

function firstLine(cause: unknown): string {
  const text = cause instanceof Error ? cause.message : String(cause);
  return text.split('\n', 1)[0] ?? '';
}
