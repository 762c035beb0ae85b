import type { BlobStore } from './blob-store.ts';
import { type ChunkBounds, chunkEntryBytes, formatChunkEntry, parseChunkEntry } from './chunk-bounds.ts';
import { chunkIndexPath, planPath } from './job-paths.ts';
import { type Plan, planSchema } from './plan.ts';

export interface PlanStore {
  read(jobId: string): Promise<Plan | undefined>;
  /** The bounds of one chunk, read alone. */
  readChunk(jobId: string, chunk: number): Promise<ChunkBounds>;
  /** Writes the plan after its chunks: where there is a plan, it is whole. */
  write(plan: Plan, chunks: readonly ChunkBounds[]): Promise<void>;
}

const decoder = new TextDecoder();

export function createPlanStore(blobs: BlobStore): PlanStore {
  return {
    async read(jobId) {
      const body = await blobs.read(planPath(jobId));
      return body && planSchema.parse(JSON.parse(decoder.decode(body)));
    },
    async readChunk(jobId, chunk) {
      const offset = (chunk - 1) * chunkEntryBytes;
      const entry = await blobs.read(chunkIndexPath(jobId), { offset, bytes: chunkEntryBytes });
      if (entry === undefined)
        throw new Error(`Cannot score chunk ${chunk} of job "${jobId}": it is not in the plan`);
      return parseChunkEntry(decoder.decode(entry));
    },
    async write(plan, chunks) {
      await blobs.write(chunkIndexPath(plan.job), chunks.map(formatChunkEntry).join(''), {
        contentType: 'text/plain',
      });
      await blobs.write(planPath(plan.job), JSON.stringify(plan), { contentType: 'application/json' });
    },
  };
}
