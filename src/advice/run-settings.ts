import type { BatchUse } from './decide.ts';
import { countRunCores } from './sizing.ts';

export interface RunSettings {
  readonly mini_batch_size: number;
  readonly max_concurrency: number;
  readonly chunks: number;
}

/** A chunk is the unit of retry: so many records that it takes seconds, not minutes. */
const chunkSeconds = 10;
const maxChunkRecords = 10_000;
/** Half of the time is left for retries, waiting and other jobs. */
const timeShare = 0.5;
const maxLanes = 64;

/** Records a chunk and chunks at once with which a run ends in half of its time. */
export function chooseRunSettings(use: BatchUse, msPerRecord: number): RunSettings {
  const lanes = Math.ceil(countRunCores(use, msPerRecord) / timeShare);
  const inSeconds = Math.floor((chunkSeconds * 1000) / Math.max(msPerRecord, 1e-6));
  const perLane = Math.ceil(use.records / Math.max(1, lanes));
  const size = Math.max(1, Math.min(maxChunkRecords, inSeconds, perLane));
  const chunks = Math.max(1, Math.ceil(use.records / size));
  // A few lanes cost nothing more: the compute is the same, the job ends sooner.
  const wanted = Math.max(lanes, 4);
  return { mini_batch_size: size, max_concurrency: Math.min(wanted, chunks, maxLanes), chunks };
}
