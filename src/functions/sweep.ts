import { app } from '@azure/functions';
import type { JobRunner } from '../jobs/job-runner.ts';
import type { BlobSweep } from '../jobs/start/sweep-blobs.ts';
import { jobRunnerInputs, toJobRunner } from './job-orchestration-runner.ts';

export interface SweepOptions {
  readonly sweepBlobs: (runner: JobRunner) => Promise<BlobSweep>;
  readonly everyMinutes: number;
}

/** Looks now and then for tables that nobody was told of. */
export function registerSweep({ sweepBlobs, everyMinutes }: SweepOptions): void {
  app.timer('sweep', {
    schedule: `30 */${everyMinutes} * * * *`,
    extraInputs: jobRunnerInputs,
    handler: async (_timer, context) => {
      const { seen, started } = await sweepBlobs(toJobRunner(context));
      for (const job of started) context.warn(`Job ${job.id} of ${job.input.path} was found by the sweep`);
      context.log(`Looked at ${seen} blobs, started ${started.length} jobs`);
    },
  });
}
