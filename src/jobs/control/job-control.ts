import type { BlobStore } from '../blob-store.ts';
import { createJobCanceler } from './cancel-job.ts';
import { createJobChanger } from './change-job.ts';
import type { Job } from '../job.ts';
import type { JobModels } from '../job-models.ts';
import { refuseUnknownJob } from '../job-not-found.ts';
import { createProgressReader } from '../job-progress.ts';
import type { JobPage, JobQuery, JobStore } from '../job-store.ts';
import type { Ledger } from '../ledger.ts';
import { mapBounded } from '../map-bounded.ts';
import type { PlanStore } from '../plan/plan-store.ts';
import type { PredictionStore } from '../outputs/prediction-store.ts';
import { createJobRemover } from './remove-job.ts';
import { createJobReopener, type JobReopener } from './reopen-job.ts';

/** Jobs whose ledgers are listed at once. */
const listingsAtOnce = 8;

export interface JobControlDependencies {
  readonly jobs: JobStore;
  readonly blobs: BlobStore;
  readonly ledger: Ledger;
  readonly plans: PlanStore;
  readonly models: JobModels;
  readonly predictions: Pick<PredictionStore, 'removeOf'>;
  readonly now: () => Date;
}

export interface JobControl extends JobReopener {
  /** The job with its progress; fails with `JobNotFound`. */
  read(id: string): Promise<Job>;
  /** Jobs with their progress, the newest first. */
  list(query: JobQuery): Promise<JobPage>;
  readonly cancel: ReturnType<typeof createJobCanceler>;
  readonly change: ReturnType<typeof createJobChanger>;
  readonly remove: ReturnType<typeof createJobRemover>;
}

/** All that can be asked of a job, and done to it. */
export function createJobControl(dependencies: JobControlDependencies): JobControl {
  const { jobs } = dependencies;
  const withProgress = createProgressReader(dependencies);
  return {
    async read(id) {
      return withProgress((await jobs.read(id)) ?? refuseUnknownJob(id));
    },
    async list(query) {
      const page = await jobs.list(query);
      return { ...page, jobs: await mapBounded(page.jobs, listingsAtOnce, withProgress) };
    },
    cancel: createJobCanceler(dependencies),
    change: createJobChanger(dependencies),
    remove: createJobRemover(dependencies),
    ...createJobReopener(dependencies),
  };
}
