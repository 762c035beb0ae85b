import { toBlockId } from './block-id.ts';
import type { BlobProperties, BlobStore } from './blob-store.ts';
import { type JobPlace, outputContentTypes, outputPath } from './job-paths.ts';
import type { LedgerEntry } from './ledger.ts';

/** The chunks that the ledger has but storage has not: their blocks were lost, so they are to be scored again. */
export function findLostChunks(
  entries: readonly LedgerEntry[],
  blocks: ReadonlyMap<string, number>,
): number[] {
  return entries
    .filter(({ chunk, bytes }) => bytes > 0 && blocks.get(toBlockId(chunk)) !== bytes)
    .map((entry) => entry.chunk);
}

/** Makes predictions.csv of the header and the chunks' staged blocks, in input order; no byte of a chunk is moved. */
export async function assemblePredictions(
  blobs: BlobStore,
  job: JobPlace,
  { header, entries }: { readonly header: string; readonly entries: readonly LedgerEntry[] },
): Promise<BlobProperties> {
  const path = outputPath(job, 'predictions');
  await blobs.stageBlock(path, { id: toBlockId(0), body: Buffer.from(header) });
  const chunks = entries.filter((entry) => entry.bytes > 0).map((entry) => toBlockId(entry.chunk));
  return blobs.commitBlocks(path, [toBlockId(0), ...chunks], { contentType: outputContentTypes.predictions });
}
