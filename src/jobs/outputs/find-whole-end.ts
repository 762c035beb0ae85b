import type { BlobStore } from '../blob-store.ts';
import { type JobPlace, outputPath } from '../job-paths.ts';
import { parseManifest } from './parse-manifest.ts';

/** What an attempt left that ended whole. */
export interface WholeEnd {
  readonly hasPredictions: boolean;
}

/** Finds what an attempt of the job left that ended whole, as far as its manifest still speaks of the predictions that are there. */
export async function findWholeEnd(
  blobs: Pick<BlobStore, 'read' | 'properties'>,
  job: JobPlace,
): Promise<WholeEnd | undefined> {
  const body = await blobs.read(outputPath(job, 'manifest'));
  if (body === undefined) return undefined;
  const { status, outputs } = parseManifest(new TextDecoder().decode(body));
  if (status !== 'Succeeded') return undefined;
  const found = await blobs.properties(outputPath(job, 'predictions'));
  return found?.etag === outputs.predictions?.etag ? { hasPredictions: found !== undefined } : undefined;
}
