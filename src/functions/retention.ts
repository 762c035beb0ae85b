import { app } from '@azure/functions';
import type { JobRuns } from '../jobs/job-runner.ts';
import type { RetentionReport } from '../jobs/control/retain-jobs.ts';
import { jobRunnerInputs, toJobRunner } from './job-orchestration-runner.ts';

const maxRunMs = 4 * 60_000;

/** Removes jobs, and what only resuming them needs, when their time has come; each hour. */
export function registerRetention(
  retainJobs: (runs: JobRuns, signal: AbortSignal) => Promise<RetentionReport>,
): void {
  app.timer('retention', {
    schedule: '0 41 * * * *',
    extraInputs: jobRunnerInputs,
    handler: async (_timer, context) => {
      const signal = AbortSignal.timeout(maxRunMs);
      const { jobsRemoved, statesRemoved } = await retainJobs(toJobRunner(context), signal);
      context.log(`Removed ${jobsRemoved} jobs, and the state of ${statesRemoved}`);
    },
  });
}
