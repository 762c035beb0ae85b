import type { Model } from '../model.ts';
import type { WorkerPool } from '../worker/worker-pool.ts';

/** Tells how many milliseconds a model takes for a record, in runs of as many as are best; undefined where it cannot be measured. */
export type RecordTimer = (model: Model) => Promise<number | undefined>;

export function createRecordTimer(pool: Pick<WorkerPool, 'run'>): RecordTimer {
  return async ({ plan }) => (await pool.run('measure', { plan })).recordMs;
}
