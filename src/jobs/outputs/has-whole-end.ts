import type { BlobStore } from '../blob-store.ts';
import { type JobPlace, outputPath } from '../job-paths.ts';
import { type JobProof, parseManifest } from './parse-manifest.ts';

/** Whether there is what an attempt of the job left that ended whole: its manifest, and the predictions of which that tells. */
export async function hasWholeEnd(
  blobs: Pick<BlobStore, 'read' | 'properties'>,
  job: JobPlace,
): Promise<boolean> {
  const manifest = await blobs.read(outputPath(job, 'manifest'));
  const proof = manifest && readProof(new TextDecoder().decode(manifest));
  const predictions = await blobs.properties(outputPath(job, 'predictions'));
  return proof?.status === 'Succeeded' && predictions?.etag === proof.outputs.predictions?.etag;
}

/** Undefined of what is no manifest, whoever wrote it: that proves nothing, and must keep no job from its end. */
function readProof(text: string): JobProof | undefined {
  try {
    return parseManifest(text);
  } catch {
    return undefined;
  }
}
