import { createHash } from 'node:crypto';
import type { ChunkResult } from '../../scoring/chunk-scorer.ts';
import { toPredictionJson } from '../../scoring/json/format-json.ts';
import { toChunkBlockId } from '../outputs/block-id.ts';
import type { BlobStore } from '../blob-store.ts';
import type { Job } from '../job.ts';
import { outputPath } from '../job-paths.ts';
import { type Ledger, sumLedger } from '../ledger.ts';
import type { Plan } from '../plan/plan.ts';
import { writeSummary } from '../report/summary-store.ts';
import type { PredictionStore } from '../outputs/prediction-store.ts';

export interface KeepDependencies {
  readonly blobs: BlobStore;
  readonly ledger: Ledger;
  readonly predictions: PredictionStore;
  readonly now: () => Date;
}

export interface ScoredChunkParts {
  readonly job: Job;
  readonly plan: Plan;
  readonly chunk: number;
  readonly attempt: number;
  /** Of the chunk's parts, in order; one where it was scored at once. */
  readonly results: readonly ChunkResult[];
  readonly startedMs: number;
}

/** A budget may make storing slow, which is no fault of the chunk: the job's time limit is for scoring. */
const storingTimeoutMs = 20 * 60_000;

/** Stages the lines of a chunk and stores its predictions; its ledger entry comes last: where it is, all else is in place. */
export async function keepChunk(dependencies: KeepDependencies, scored: ScoredChunkParts): Promise<void> {
  const { job, plan, chunk, attempt, results, startedMs } = scored;
  const wanted = plan.settings.output_action === 'append_row' ? results : [];
  const body = Buffer.concat(wanted.map(({ csv }) => csv));
  const [charge] = await Promise.all([
    storePredictions(dependencies, scored),
    stageLines(dependencies, scored, body),
  ]);
  await writeSummary(dependencies.blobs, { job, chunk, records: plan.records }, results);
  const errors = Buffer.concat(results.map((result) => result.errors));
  const sha256 = createHash('sha256').update(body).digest('hex');
  const ms = dependencies.now().getTime() - startedMs;
  const entry = { chunk, attempt, ...sumLedger(results), bytes: body.length, sha256, ms, charge };
  await dependencies.ledger.write(job, entry, errors);
}

/** Storage takes no empty block. */
async function stageLines(
  { blobs }: KeepDependencies,
  { job, chunk, attempt }: ScoredChunkParts,
  body: Uint8Array,
): Promise<void> {
  if (body.length === 0) return;
  const signal = AbortSignal.timeout(storingTimeoutMs);
  await blobs.stageBlock(outputPath(job, 'predictions'), {
    id: toChunkBlockId(job, { chunk, attempt }),
    body,
    signal,
  });
}

/** Tells the request units that it took. */
async function storePredictions(
  { predictions, now }: KeepDependencies,
  { job, plan, results }: ScoredChunkParts,
): Promise<number> {
  let spent = 0;
  for (const result of results) {
    if (result.succeeded === 0) continue;
    const { requestUnits } = await predictions.upsertMany({
      model: plan.model,
      version: plan.version,
      job: { id: job.id, createdAt: job.createdAt },
      scoredAt: now().toISOString(),
      rows: result.rows,
      keys: result.keys,
      predictions: toPredictionJson(result.predictions),
      signal: AbortSignal.timeout(storingTimeoutMs),
    });
    spent += requestUnits;
  }
  return spent;
}
