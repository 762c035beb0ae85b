import { app } from '@azure/functions';
import type { BlobPath } from '../jobs/blob-store.ts';
import { containers } from '../jobs/job-paths.ts';
import type { Job } from '../jobs/job.ts';
import type { JobRunner } from '../jobs/job-runner.ts';
import { registerBlobReferences, toBlobPath } from './blob-reference.ts';
import { jobRunnerInputs, toJobRunner } from './job-orchestration-runner.ts';

export interface JobFromBlobOptions {
  readonly startFromBlob: (blob: BlobPath, runner: JobRunner) => Promise<Job | undefined>;
  readonly source: 'LogsAndContainerScan' | 'EventGrid';
  /** `reference`: the blob's content never comes into this process. `metadata`: for hosts without such bindings. */
  readonly binding: 'reference' | 'metadata';
}

export function registerJobFromBlob({ startFromBlob, source, binding }: JobFromBlobOptions): void {
  if (binding === 'reference') registerBlobReferences();
  app.storageBlob('job-from-blob', {
    path: `${containers.input}/{path}`,
    connection: 'DataStorage',
    source,
    sdkBinding: binding === 'reference',
    extraInputs: jobRunnerInputs,
    handler: async (triggered, context) => {
      const blob = toBlobPath(triggered, context.triggerMetadata);
      const job = await startFromBlob(blob, toJobRunner(context));
      context.log(
        job === undefined ? `No job for ${blob.name}` : `Job ${job.id} of ${blob.name} is ${job.status}`,
      );
    },
  });
}
