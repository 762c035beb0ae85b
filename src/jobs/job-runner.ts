/** Runs the orchestration of a job, where functions can. */
export interface JobRunner {
  /** Starts the orchestration of a job's attempt, unless it runs already. */
  ensureRunning(jobId: string, attempt: number): Promise<void>;
}

/** What has become of the orchestration of an attempt. */
export type JobRun =
  { readonly state: 'running' | 'ended' } | { readonly state: 'failed'; readonly reason: string };

/** Sees what became of orchestrations, and ends them. */
export interface JobRuns extends JobRunner {
  /** `undefined`: there is none. */
  find(jobId: string, attempt: number): Promise<JobRun | undefined>;
  /** Ends the orchestration of an attempt, if it runs; the lanes that it started find that out by themselves. */
  stop(jobId: string, attempt: number, reason: string): Promise<void>;
}
