import { ScoringError } from '../scoring/scoring-error.ts';
import type { BlobStore } from './blob-store.ts';
import type { Job } from './job.ts';
import { containers, type JobLife, outputFolder, stateFolder, stateRoot } from './job-paths.ts';
import { readProgress } from './job-progress.ts';
import { isFinished } from './job-state.ts';
import type { JobStore } from './job-store.ts';
import type { Ledger, LedgerEntry } from './ledger.ts';
import { createRecentCache } from './recent-cache.ts';

const listingAgeMs = 1_000;

export interface JobControlDependencies {
  readonly jobs: JobStore;
  readonly blobs: BlobStore;
  readonly ledger: Ledger;
  readonly now: () => Date;
}

export interface JobControl {
  /** The job with its progress; fails with `JobNotFound`. */
  read(id: string): Promise<Job>;
  /** Cancels a job: no further chunk is begun. A canceled one stays so; fails with `Conflict` when it has ended otherwise. */
  cancel(id: string): Promise<Job>;
  /** Deletes a finished job with its outputs and its state; fails with `Conflict` while it runs. */
  remove(id: string): Promise<void>;
}

export function createJobControl({ jobs, blobs, ledger, now }: JobControlDependencies): JobControl {
  // Whoever watches a job asks often, and each listing costs storage as much as some chunks do.
  const listings = createRecentCache<readonly LedgerEntry[]>({ maxEntries: 16, maxAgeMs: listingAgeMs, now });
  const recent = { list: (job: JobLife) => listings(stateFolder(job), () => ledger.list(job)) };
  const find = async (id: string) => (await jobs.read(id)) ?? refuseUnknown(id);
  return {
    async read(id) {
      return readProgress(await find(id), recent, now());
    },
    async cancel(id) {
      const progress = await readProgress(await find(id), ledger, now());
      const job = await jobs.update(id, (current) =>
        isFinished(current) ? undefined : toCanceled(current, progress, now()),
      );
      if (job === undefined) return refuseUnknown(id);
      if (job.status === 'Canceled') return job;
      throw new ScoringError('Conflict', `Cannot cancel job "${id}": it is ${job.status}`);
    },
    async remove(id) {
      const job = await find(id);
      if (!isFinished(job))
        throw new ScoringError('Conflict', `Cannot delete job "${id}": it is ${job.status}`);
      await blobs.deletePrefix(containers.output, outputFolder(job));
      await blobs.deletePrefix(containers.state, stateRoot(id));
      await jobs.delete(id);
    },
  };
}

function toCanceled(job: Job, { records, chunks }: Job, at: Date): Job {
  return {
    ...job,
    status: 'Canceled',
    records: { ...records, total: job.records.total },
    chunks: { ...chunks, total: job.chunks.total },
    finishedAt: at.toISOString(),
  };
}

function refuseUnknown(id: string): never {
  throw new ScoringError('JobNotFound', `Cannot find job "${id}": there is none with this id`);
}
