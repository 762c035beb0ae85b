import type { ChunkResult, ChunkTask } from './chunk-scorer.ts';
import { alignPredictions } from './compare/align-predictions.ts';
import { withChallenger, withChallengerPredictions } from './compare/challenger-columns.ts';
import { comparePredictions } from './compare/compare-predictions.ts';
import { decodeAndScore } from './decode-and-score.ts';
import { type Answered, formatTable } from './table/format-table.ts';
import { formatErrors } from './csv/format-errors.ts';
import { formatJsonLines } from './json/format-json-lines.ts';
import { parseTable } from './table/parse-table.ts';
import type { ScoringPlan } from './model.ts';
import type { Column } from './records.ts';
import { toOutputNames } from './plan/output-names.ts';
import type { RunBatchOptions } from './plan/run-batch.ts';
import { toPredictions } from './plan/to-predictions.ts';
import { countUnknownTexts } from './summary/count-unknown-texts.ts';
import { encodeCategories } from './summary/encode-categories.ts';
import { summarizeChunk } from './summary/summarize-chunk.ts';

/**
 * Bytes in, bytes out: parses, scores and formats a chunk in the thread that calls it. Where a challenger is given the
 * records are scored by it, too: what it says stands beside what the champion says, and what it cannot score is no error.
 */
export async function scoreChunk(
  chunk: ChunkTask,
  champion: RunBatchOptions,
  challenger?: RunBatchOptions,
): Promise<ChunkResult> {
  const answered = await answer(chunk, champion);
  const { records } = answered;
  const { plan, predictions, comparisons } =
    challenger === undefined
      ? { ...answered, plan: champion.plan, comparisons: undefined }
      : compare(answered, await answer(chunk, challenger), [champion.plan, challenger.plan]);
  const { columns } = plan;
  return {
    records: records.total,
    succeeded: records.count,
    failed: records.errors.length,
    csv: formatLines(chunk, withKey(plan, chunk), { records, predictions }),
    errors: formatErrors(records.errors, chunk.origins),
    rows: records.rows,
    keys: records.keys,
    predictions,
    ...(chunk.summary && {
      summary: summarizeChunk(
        { records, predictions, columns, comparisons, unknownTexts: countUnknownTexts(records, champion) },
        chunk.summary,
      ),
    }),
  };
}

async function answer(chunk: ChunkTask, given: RunBatchOptions): Promise<Answered> {
  const options = { ...given, plan: withKey(given.plan, chunk) };
  const parsed = parseTable(chunk, options.plan);
  const columns = parsed.columns.map(encodeTexts);
  const { records, outputs } = await decodeAndScore({ ...parsed, columns }, options);
  return { records, predictions: toPredictions(options.plan, { records, outputs }) };
}

/** Looks texts up once, for all runs and for what is counted of them. */
function encodeTexts(column: Column): Column {
  return column.type === 'string' ? { ...column, encoded: encodeCategories(column.values) } : column;
}

function withKey(plan: ScoringPlan, { key }: ChunkTask): ScoringPlan {
  return key === undefined ? plan : { ...plan, key };
}

function compare(
  { records, predictions: champion }: Answered,
  other: Answered,
  [plan, challengerPlan]: readonly [ScoringPlan, ScoringPlan],
) {
  const { rows, keys } = records;
  const challenger = alignPredictions({ rows: other.records.rows, predictions: other.predictions }, rows);
  return {
    plan: withChallenger(plan, challengerPlan),
    predictions: withChallengerPredictions(champion, challenger),
    comparisons: comparePredictions({ rows, keys, champion, challenger }),
  };
}

function formatLines(
  { format: { header }, include, exclude, output = {} }: ChunkTask,
  plan: ScoringPlan,
  { records, predictions }: Answered,
): Uint8Array<ArrayBuffer> {
  if (output.format !== 'jsonl') return formatTable(plan, { records, predictions }, output);
  return formatJsonLines(records, predictions, toOutputNames(plan, { header, include, exclude }));
}
