import type { BlobPath, BlobStore } from '../blob-store.ts';
import type { Job } from '../job.ts';
import { containers } from '../job-paths.ts';
import type { JobRunner } from '../job-runner.ts';
import type { JobStore } from '../job-store.ts';
import { startsNothing, toBlobJobId } from './start-from-blob.ts';

export interface BlobSweepDependencies {
  readonly blobs: Pick<BlobStore, 'list'>;
  readonly jobs: Pick<JobStore, 'read'>;
  readonly startFromBlob: (blob: BlobPath, runner: JobRunner) => Promise<Job | undefined>;
  readonly now: () => Date;
  /** Older blobs are left alone: they were there before the app, or their jobs have been deleted. */
  readonly maxAgeMs: number;
}

export interface BlobSweep {
  /** Blobs of the right age that were looked at. */
  readonly seen: number;
  readonly started: readonly Job[];
}

/** Younger blobs are still on their way by the trigger. */
const minAgeMs = 60_000;
/** Bounds one run; the next one goes on, since what has been started has a job then. */
const maxStarts = 200;

/** Finds blobs that no notification came for, and starts their jobs: the same ones that the notification would have. */
export function createBlobSweep({ blobs, jobs, startFromBlob, now, maxAgeMs }: BlobSweepDependencies) {
  return async (runner: JobRunner): Promise<BlobSweep> => {
    const started: Job[] = [];
    let seen = 0;
    for await (const { name, etag, modifiedAt } of blobs.list(containers.input, '')) {
      const ageMs = now().getTime() - modifiedAt.getTime();
      if (ageMs < minAgeMs || ageMs > maxAgeMs || startsNothing(name)) continue;
      seen++;
      const blob = { container: containers.input, name };
      if ((await jobs.read(toBlobJobId(blob, etag))) !== undefined) continue;
      const job = await startFromBlob(blob, runner);
      if (job !== undefined) started.push(job);
      if (started.length >= maxStarts) break;
    }
    return { seen, started };
  };
}
