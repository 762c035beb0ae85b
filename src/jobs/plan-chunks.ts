import type { ChunkBounds } from './chunk-bounds.ts';

export interface ChunkLimits {
  readonly maxRecords: number;
  /** A single record that is larger is a chunk of its own. */
  readonly maxBytes: number;
  /** Above this many the chunks grow: neighbours merge and both limits double. */
  readonly maxChunks: number;
}

export interface ChunkPlanner {
  /** Takes the next record, which ends before byte `end` of the input. */
  add(end: number): void;
  /** Ends the last chunk at the end of the input; the chunks then cover every byte after the header once. */
  finish(end: number): readonly ChunkBounds[];
}

/** Groups records into chunks as they are found; keeps the bounds only. */
export function createChunkPlanner(limits: ChunkLimits, firstOffset: number): ChunkPlanner {
  let { maxRecords, maxBytes } = limits;
  let chunks: ChunkBounds[] = [];
  let open = { firstRow: 1, records: 0, offset: firstOffset };
  let lastEnd = firstOffset;

  const isFull = (end: number) =>
    open.records === maxRecords || (open.records > 0 && end - open.offset > maxBytes);
  const close = (end: number) => {
    chunks.push({ ...open, bytes: end - open.offset });
    open = { firstRow: open.firstRow + open.records, records: 0, offset: end };
  };
  const grow = () => {
    chunks = mergePairs(chunks);
    maxRecords *= 2;
    maxBytes *= 2;
  };

  return {
    add(end) {
      while (isFull(end) && chunks.length >= limits.maxChunks - 1) grow();
      if (isFull(end)) close(lastEnd);
      open.records++;
      lastEnd = end;
    },
    finish(end) {
      if (open.records > 0) close(end);
      return chunks;
    },
  };
}

function mergePairs(chunks: readonly ChunkBounds[]): ChunkBounds[] {
  return chunks.flatMap((chunk, index) => {
    if (index % 2 === 1) return [];
    const next = chunks[index + 1];
    if (next === undefined) return [chunk];
    return [{ ...chunk, records: chunk.records + next.records, bytes: chunk.bytes + next.bytes }];
  });
}
