import type { ChunkResult } from './chunk-scorer.ts';
import { formatCsv } from './format-csv.ts';
import { formatErrors } from './format-errors.ts';
import { parseCsv } from './parse-csv.ts';
import { scoreRecords, type ScoreOptions } from './score-records.ts';
import type { ChunkTask } from './scoring-task.ts';

/** Bytes in, bytes out: parses, scores and formats a chunk in the thread that calls it. */
export async function scoreChunk(chunk: ChunkTask, options: ScoreOptions): Promise<ChunkResult> {
  const { bytes, ...place } = chunk;
  const parsed = parseCsv(bytes, { ...options.plan, ...place });
  const { records, predictions } = await scoreRecords(parsed, options);
  return {
    records: records.total,
    succeeded: records.count,
    failed: records.errors.length,
    csv: formatCsv(records, predictions),
    errors: formatErrors(records.errors),
    rows: records.rows,
    keys: records.keys,
    predictions,
  };
}
