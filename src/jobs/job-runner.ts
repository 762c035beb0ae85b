/** Runs the orchestration of a job, where functions can. */
export interface JobRunner {
  /** Starts the orchestration of a job under its id, unless it runs already. */
  ensureRunning(jobId: string, attempt: number): Promise<void>;
}
