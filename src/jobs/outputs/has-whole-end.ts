import type { BlobStore } from '../blob-store.ts';
import { type JobPlace, outputPath } from '../job-paths.ts';
import { parseManifest } from './parse-manifest.ts';

/** Whether there is what an attempt of the job left that ended whole: its manifest, and the predictions of which that tells. */
export async function hasWholeEnd(
  blobs: Pick<BlobStore, 'read' | 'properties'>,
  job: JobPlace,
): Promise<boolean> {
  const manifest = await blobs.read(outputPath(job, 'manifest'));
  if (manifest === undefined) return false;
  const { status, outputs } = parseManifest(new TextDecoder().decode(manifest));
  const predictions = await blobs.properties(outputPath(job, 'predictions'));
  return status === 'Succeeded' && predictions?.etag === outputs.predictions?.etag;
}
