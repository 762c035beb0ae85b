import type { BlobStore } from '../blob-store.ts';
import { type JobPlace, type OutputName, outputPath } from '../job-paths.ts';

const names: readonly OutputName[] = ['predictions', 'errors', 'manifest', 'report'];

/** Where each output of a job is answered that is in the storage. */
export async function listOutputs(
  blobs: Pick<BlobStore, 'properties'>,
  job: JobPlace,
): Promise<Partial<Record<OutputName, string>>> {
  const found = await Promise.all(names.map((name) => blobs.properties(outputPath(job, name))));
  const there = names.filter((_, index) => found[index] !== undefined);
  return Object.fromEntries(there.map((name) => [name, `/jobs/${job.id}/${name}`]));
}
