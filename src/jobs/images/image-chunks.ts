import type { ChunkBounds } from '../plan/chunk-bounds.ts';

export interface ImageChunkLimits {
  readonly maxRecords: number;
  /** Of the images themselves. */
  readonly maxBytes: number;
  /** Each time that so many chunks are full, the next ones take twice as much. */
  readonly chunksPerDoubling: number;
}

/** One image of the list. */
export interface ImagePlace {
  /** Of its line. */
  readonly lineBytes: number;
  /** To be read for it. */
  readonly bytes: number;
}

/** Packs images into chunks: so many, or so many bytes of them, at once; a chunk is a range of their list. */
export function createImageChunks({ maxRecords, maxBytes, chunksPerDoubling }: ImageChunkLimits) {
  const chunks: ChunkBounds[] = [];
  let open: ChunkBounds = { firstRow: 1, records: 0, offset: 0, bytes: 0 };
  let content = 0;
  let largest = 0;
  const close = () => {
    if (open.records > 0) chunks.push(open);
    largest = Math.max(largest, content);
    content = 0;
    open = {
      firstRow: open.firstRow + open.records,
      records: 0,
      offset: open.offset + open.bytes,
      bytes: 0,
    };
  };
  const isFull = (bytes: number) => {
    const growth = 2 ** Math.floor(chunks.length / chunksPerDoubling);
    return open.records >= maxRecords * growth || content + bytes > maxBytes * growth;
  };
  return {
    add({ lineBytes, bytes }: ImagePlace): void {
      if (open.records > 0 && isFull(bytes)) close();
      open = { ...open, records: open.records + 1, bytes: open.bytes + lineBytes };
      content += bytes;
    },
    /** The chunks, and the bytes of the images of the largest one. */
    finish(): { readonly chunks: readonly ChunkBounds[]; readonly chunkBytes: number } {
      close();
      return { chunks, chunkBytes: largest };
    },
  };
}
