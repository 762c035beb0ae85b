import { toChunkBlockId } from './block-id.ts';
import type { BlobProperties, BlobStore } from '../blob-store.ts';
import { type JobLife, type JobPlace, outputFile, outputPath } from '../job-paths.ts';
import type { LedgerEntry } from '../ledger.ts';

/** The chunks that the ledger has but storage has not: their blocks were lost, so they are to be scored again. */
export function findLostChunks(
  job: Pick<JobLife, 'createdAt'>,
  entries: readonly LedgerEntry[],
  blocks: ReadonlyMap<string, number>,
): number[] {
  return entries
    .filter((entry) => entry.bytes > 0 && blocks.get(toChunkBlockId(job, entry)) !== entry.bytes)
    .map((entry) => entry.chunk);
}

/** Makes the predictions file of the header, if it has one, and the chunks' staged blocks, in input order; no byte of a chunk is moved. */
export async function assemblePredictions(
  blobs: BlobStore,
  job: JobPlace & JobLife & { readonly attempt: number },
  { header, entries }: { readonly header: string; readonly entries: readonly LedgerEntry[] },
): Promise<BlobProperties> {
  const path = outputPath(job, 'predictions');
  const first = toChunkBlockId(job, { chunk: 0, attempt: job.attempt });
  // Storage takes no empty block.
  if (header !== '') await blobs.stageBlock(path, { id: first, body: Buffer.from(header) });
  const chunks = entries.filter((entry) => entry.bytes > 0).map((entry) => toChunkBlockId(job, entry));
  const { contentType } = outputFile(job, 'predictions');
  return blobs.commitBlocks(path, header === '' ? chunks : [first, ...chunks], { contentType });
}
