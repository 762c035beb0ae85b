import { createHash } from 'node:crypto';
import { toBlockId } from './block-id.ts';
import type { BlobProperties, BlobStore } from '../blob-store.ts';
import { type JobLife, type JobPlace, outputFile, outputPath } from '../job-paths.ts';
import type { Ledger, LedgerEntry } from '../ledger.ts';

/** A blob whose bytes were all seen as it was written. */
export interface HashedBlob extends BlobProperties {
  readonly sha256: string;
}

const blockBytes = 4 * 1024 * 1024;
const readsAtOnce = 16;

/** Writes errors.jsonl, the error lines of all chunks in input order; memory is bounded by some chunks' errors. */
export async function concatenateErrors(
  { blobs, ledger }: { readonly blobs: BlobStore; readonly ledger: Ledger },
  job: JobPlace & JobLife,
  entries: readonly LedgerEntry[],
): Promise<HashedBlob> {
  const path = outputPath(job, 'errors');
  const withErrors = entries.filter((entry) => entry.errorBytes > 0);
  const hash = createHash('sha256');
  const ids: string[] = [];
  let parts: Uint8Array[] = [];
  let bytes = 0;
  const flush = async () => {
    if (bytes === 0) return;
    const id = toBlockId(ids.length);
    const body = Buffer.concat(parts);
    hash.update(body);
    await blobs.stageBlock(path, { id, body });
    ids.push(id);
    parts = [];
    bytes = 0;
  };
  for (let start = 0; start < withErrors.length; start += readsAtOnce) {
    const window = withErrors.slice(start, start + readsAtOnce);
    const bodies = await Promise.all(window.map(({ chunk }) => ledger.readErrors(job, chunk)));
    parts.push(...bodies);
    bytes += bodies.reduce((sum, body) => sum + body.length, 0);
    if (bytes >= blockBytes) await flush();
  }
  await flush();
  const { contentType } = outputFile(job, 'errors');
  return { ...(await blobs.commitBlocks(path, ids, { contentType })), sha256: hash.digest('hex') };
}
