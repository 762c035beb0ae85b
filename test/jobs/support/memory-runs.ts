import type { JobRun, JobRuns } from '../../../src/jobs/job-runner.ts';

type Run = (job: string, attempt: number) => Promise<unknown>;

/** Orchestrations of jobs in this process, and what became of them. */
export function createMemoryRuns(run: Run) {
  const runs = new Map<string, { state: JobRun; readonly settled: Promise<void> }>();
  const toKey = (job: string, attempt: number) => `${job}.${attempt}`;
  let started = 0;

  const start = (job: string, attempt: number) => {
    started++;
    const entry = {
      state: { state: 'running' } as JobRun,
      settled: run(job, attempt).then(
        () => void (entry.state = { state: 'ended' }),
        (thrown: unknown) => void (entry.state = { state: 'failed', reason: (thrown as Error).message }),
      ),
    };
    runs.set(toKey(job, attempt), entry);
  };

  const own: JobRuns = {
    ensureRunning: async (job, attempt) => {
      if (runs.get(toKey(job, attempt))?.state.state !== 'running') start(job, attempt);
    },
    find: async (job, attempt) => runs.get(toKey(job, attempt))?.state,
    stop: async (job, attempt) => {
      const entry = runs.get(toKey(job, attempt));
      if (entry?.state.state === 'running') entry.state = { state: 'ended' };
    },
  };
  return {
    ...own,
    started: () => started,
    settled: async (job: string, attempt: number) => runs.get(toKey(job, attempt))?.settled,
    /** As if storage had lost it. */
    forget: (job: string, attempt: number) => void runs.delete(toKey(job, attempt)),
  };
}
