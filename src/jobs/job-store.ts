import type { Job, JobStatus } from './job.ts';

export interface JobQuery {
  readonly model?: string;
  readonly status?: JobStatus;
  /** ISO time. */
  readonly createdBefore?: string;
  /** Only those whose state has not been removed. */
  readonly keepsState?: true;
  /** At most this many; the newest come first. */
  readonly limit: number;
  /** Where the page before ended, as it said. */
  readonly next?: string;
}

export interface JobPage {
  readonly jobs: readonly Job[];
  readonly next?: string;
}

/** Where job records live. */
export interface JobStore {
  /** Creates the record, or gives the one that is there already under this id. */
  createIfAbsent(job: Job): Promise<{ readonly job: Job; readonly created: boolean }>;
  read(id: string): Promise<Job | undefined>;
  /**
   * Replaces the record by what `change` makes of it, again with the newer record if another writer came between.
   * `change` returns `undefined` to leave it. Returns the record as it then is, or `undefined` if there is none.
   */
  update(id: string, change: (job: Job) => Job | undefined): Promise<Job | undefined>;
  list(query: JobQuery): Promise<JobPage>;
  delete(id: string): Promise<void>;
}
