import type { BlobStore } from './blob-store.ts';
import { type ChunkBounds, chunkEntryBytes, formatChunkEntry, parseChunkEntry } from './chunk-bounds.ts';
import type { Job } from './job.ts';
import { chunkIndexPath, planPath } from './job-paths.ts';
import { type Plan, planSchema } from './plan.ts';
import { createRecentCache } from './recent-cache.ts';

/** A job as its plan is concerned: an id may come again once its job was deleted. */
export type PlannedJob = Pick<Job, 'id' | 'createdAt'>;

export interface PlannedChunk {
  readonly plan: Plan;
  readonly bounds: ChunkBounds;
}

export interface PlanStore {
  read(jobId: string): Promise<Plan | undefined>;
  /** One chunk of the plan, or `undefined` if there is no plan; kept for the chunks to come, since a plan never changes. */
  readChunk(job: PlannedJob, chunk: number): Promise<PlannedChunk | undefined>;
  /** Writes the plan after its chunks: where there is a plan, it is whole. */
  write(plan: Plan, chunks: readonly ChunkBounds[]): Promise<void>;
}

/** Entries of the chunk index that are read together. */
const entriesPerPage = 1024;
const maxPlansKept = 16;
const maxPagesKept = 64;

const decoder = new TextDecoder();

export function createPlanStore(blobs: BlobStore): PlanStore {
  const plans = createRecentCache<Plan | undefined>({ maxEntries: maxPlansKept });
  const pages = createRecentCache<string | undefined>({ maxEntries: maxPagesKept });

  const read = async (jobId: string): Promise<Plan | undefined> => {
    const body = await blobs.read(planPath(jobId));
    return body && planSchema.parse(JSON.parse(decoder.decode(body)));
  };

  const readPage = async (jobId: string, page: number): Promise<string | undefined> => {
    const bytes = entriesPerPage * chunkEntryBytes;
    const body = await blobs.read(chunkIndexPath(jobId), { offset: page * bytes, bytes });
    return body && decoder.decode(body);
  };

  return {
    read,
    async readChunk({ id, createdAt }, chunk) {
      const page = Math.floor((chunk - 1) / entriesPerPage);
      const [plan, entries] = await Promise.all([
        plans(`${createdAt}|${id}`, () => read(id)),
        pages(`${createdAt}|${id}|${page}`, () => readPage(id, page)),
      ]);
      if (plan === undefined || entries === undefined) return undefined;
      const start = ((chunk - 1) % entriesPerPage) * chunkEntryBytes;
      return { plan, bounds: parseChunkEntry(entries.slice(start, start + chunkEntryBytes)) };
    },
    async write(plan, chunks) {
      await blobs.write(chunkIndexPath(plan.job), chunks.map(formatChunkEntry).join(''), {
        contentType: 'text/plain',
      });
      await blobs.write(planPath(plan.job), JSON.stringify(plan), { contentType: 'application/json' });
    },
  };
}
