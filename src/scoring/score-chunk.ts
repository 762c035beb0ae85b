import type { ChunkResult, ChunkTask } from './chunk-scorer.ts';
import { decodeAndScore } from './decode-and-score.ts';
import { formatTable } from './table/format-table.ts';
import { formatErrors } from './csv/format-errors.ts';
import { formatJsonLines } from './json/format-json-lines.ts';
import { parseTable } from './table/parse-table.ts';
import type { ScoringPlan } from './model.ts';
import { toOutputNames } from './plan/output-names.ts';
import type { Predictions } from './predictions.ts';
import type { Records } from './records.ts';
import type { RunBatchOptions } from './plan/run-batch.ts';
import { toPredictions } from './plan/to-predictions.ts';
import { summarizeChunk } from './summary/summarize-chunk.ts';

/** Bytes in, bytes out: parses, scores and formats a chunk in the thread that calls it. */
export async function scoreChunk(chunk: ChunkTask, given: RunBatchOptions): Promise<ChunkResult> {
  const { key } = chunk;
  const options = key === undefined ? given : { ...given, plan: { ...given.plan, key } };
  const parsed = parseTable(chunk, options.plan);
  const scored = await decodeAndScore(parsed, options);
  const { records } = scored;
  const predictions = toPredictions(options.plan, scored);
  const { columns } = options.plan;
  return {
    records: records.total,
    succeeded: records.count,
    failed: records.errors.length,
    csv: formatLines(chunk, options.plan, { records, predictions }),
    errors: formatErrors(records.errors, chunk.origins),
    rows: records.rows,
    keys: records.keys,
    predictions,
    ...(chunk.summary && { summary: summarizeChunk({ records, predictions, columns }, chunk.summary) }),
  };
}

function formatLines(
  { format: { header }, include, exclude, output = {} }: ChunkTask,
  plan: ScoringPlan,
  { records, predictions }: { readonly records: Records; readonly predictions: Predictions },
): Uint8Array<ArrayBuffer> {
  if (output.format !== 'jsonl') return formatTable(plan, { records, predictions }, output);
  return formatJsonLines(records, predictions, toOutputNames(plan, { header, include, exclude }));
}
