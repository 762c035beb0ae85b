import { toBlockId } from '../outputs/block-id.ts';
import type { BlobPath, BlobStore } from '../blob-store.ts';

const blockBytes = 8 * 1024 * 1024;

/** Passes pieces on and writes them to a blob at the same time, a block after the other; the blob is there when they have ended. */
export async function* keepCopy(
  blobs: Pick<BlobStore, 'stageBlock' | 'commitBlocks'>,
  path: BlobPath,
  pieces: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  const ids: string[] = [];
  let parts: Uint8Array[] = [];
  let bytes = 0;
  const stage = async () => {
    const id = toBlockId(ids.length);
    await blobs.stageBlock(path, { id, body: Buffer.concat(parts) });
    ids.push(id);
    parts = [];
    bytes = 0;
  };
  for await (const piece of pieces) {
    parts.push(piece);
    bytes += piece.length;
    if (bytes >= blockBytes) await stage();
    yield piece;
  }
  if (bytes > 0) await stage();
  await blobs.commitBlocks(path, ids);
}
