import type { ChunkResult } from './chunk-scorer.ts';
import { decodeImages, hasImages } from './decode-images.ts';
import { formatCsv } from './format-csv.ts';
import { formatErrors } from './format-errors.ts';
import { parseCsv } from './parse-csv.ts';
import type { RunBatchOptions } from './run-batch.ts';
import { scoreRecords } from './score-records.ts';
import type { ChunkTask } from './scoring-task.ts';
import { toPredictions } from './to-predictions.ts';

/** Bytes in, bytes out: parses, scores and formats a chunk in the thread that calls it. */
export async function scoreChunk(chunk: ChunkTask, options: RunBatchOptions): Promise<ChunkResult> {
  const { bytes, ...place } = chunk;
  const parsed = parseCsv(bytes, { ...options.plan, ...place });
  const ready = hasImages(parsed) ? await decodeImages(parsed, options.plan) : parsed;
  const scored = await scoreRecords(ready, options);
  const { records } = scored;
  const predictions = toPredictions(options.plan, scored);
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
