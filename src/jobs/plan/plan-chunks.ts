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
  /** Has the next record begin a chunk of its own, at byte `end`. */
  cut(end: number): void;
  /** Ends the last chunk at the end of the input; the chunks then cover every byte after the header once. */
  finish(end: number): readonly ChunkBounds[];
}

/** Groups records into chunks as they are found; keeps the bounds only. */
export function createChunkPlanner(limits: ChunkLimits, firstOffset: number): ChunkPlanner {
  let { maxRecords, maxBytes } = limits;
  let chunks: ChunkBounds[] = [];
  const cuts = new Set<number>();
  let open = { firstRow: 1, records: 0, offset: firstOffset };
  let lastEnd = firstOffset;

  const isFull = (end: number) =>
    open.records === maxRecords || (open.records > 0 && end - open.offset > maxBytes);
  const close = (end: number) => {
    chunks.push({ ...open, bytes: end - open.offset });
    open = { firstRow: open.firstRow + open.records, records: 0, offset: end };
  };
  const grow = () => {
    chunks = mergePairs(chunks, cuts);
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
    cut(end) {
      if (open.records > 0) close(end);
      cuts.add(end);
      lastEnd = end;
    },
    finish(end) {
      if (open.records > 0) close(end);
      return chunks;
    },
  };
}

/** Merges neighbours two by two, but none across a cut. */
function mergePairs(chunks: readonly ChunkBounds[], cuts: ReadonlySet<number>): ChunkBounds[] {
  const merged: ChunkBounds[] = [];
  for (let index = 0; index < chunks.length; index++) {
    const [chunk, next] = [chunks[index], chunks[index + 1]];
    if (chunk === undefined) continue;
    if (next === undefined || cuts.has(next.offset)) merged.push(chunk);
    else {
      merged.push({ ...chunk, records: chunk.records + next.records, bytes: chunk.bytes + next.bytes });
      index++;
    }
  }
  return merged;
}
