import { ScoringError } from '../../scoring/scoring-error.ts';
import type { BlobProperties, BlobStore } from '../blob-store.ts';
import type { Job } from '../job.ts';
import { outputFile, type OutputName, outputPath } from '../job-paths.ts';
import type { JobStore } from '../job-store.ts';

export interface JobOutput extends BlobProperties {
  readonly name: string;
  readonly contentType: string;
  /** Opens a range of it, of this very content. */
  open(range: { readonly offset: number; readonly bytes: number }): Promise<AsyncIterable<Uint8Array>>;
}

/** Finds an output of a job; fails with `JobNotFound`, or `OutputNotFound` when the job has none (yet). */
export function createOutputFinder({ jobs, blobs }: { readonly jobs: JobStore; readonly blobs: BlobStore }) {
  return async (id: string, output: OutputName): Promise<JobOutput> => {
    const job = await jobs.read(id);
    if (job === undefined)
      throw new ScoringError('JobNotFound', `Cannot find job "${id}": there is none with this id`);
    const path = outputPath(job, output);
    const properties = await blobs.properties(path);
    if (properties === undefined) throw noOutput(job, output);
    return {
      ...properties,
      ...outputFile(job, output),
      async open({ offset, bytes }) {
        const stream = await blobs.open(path, { offset, bytes, ifMatch: properties.etag });
        if (stream === undefined) throw noOutput(job, output);
        return stream;
      },
    };
  };
}

function noOutput(job: Job, output: OutputName): ScoringError {
  return new ScoringError(
    'OutputNotFound',
    `Cannot open ${outputFile(job, output).name} of job "${job.id}": the job is ${job.status}`,
  );
}
