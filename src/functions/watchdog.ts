import { app } from '@azure/functions';
import type { JobRuns } from '../jobs/job-runner.ts';
import type { WatchdogDeed } from '../jobs/control/watchdog.ts';
import { jobRunnerInputs, toJobRunner } from './job-orchestration-runner.ts';

export type Watch = (runs: JobRuns, signal: AbortSignal) => Promise<readonly WatchdogDeed[]>;

/** So that a look has ended before the next. */
const maxLookMs = 50_000;

/** Looks after the jobs that run, each minute. */
export function registerWatchdog(watch: Watch): void {
  app.timer('watchdog', {
    schedule: '0 * * * * *',
    extraInputs: jobRunnerInputs,
    handler: async (_timer, context) => {
      const deeds = await watch(toJobRunner(context), AbortSignal.timeout(maxLookMs));
      for (const { job, action, reason = 'nobody else would' } of deeds) {
        context.warn(`Job ${job}: ${action}, since ${reason}`);
      }
    },
  });
}
