import type { BlobStore } from '../blob-store.ts';
import { type ChunkBounds, chunkEntryBytes, formatChunkEntry, parseChunkEntry } from './chunk-bounds.ts';
import { chunkIndexPath, type JobLife, planPath, stateFolder } from '../job-paths.ts';
import { type Plan, planSchema } from './plan.ts';
import { createRecentCache } from '../recent-cache.ts';

export interface PlannedChunk {
  readonly plan: Plan;
  readonly bounds: ChunkBounds;
}

export interface PlanStore {
  read(job: JobLife): Promise<Plan | undefined>;
  /** One chunk of the plan, or `undefined` if there is no plan; kept for the chunks to come, since a plan never changes. */
  readChunk(job: JobLife, chunk: number): Promise<PlannedChunk | undefined>;
  /** Writes the plan after its chunks: where there is a plan, it is whole. */
  write(job: JobLife, plan: Plan, chunks: readonly ChunkBounds[]): Promise<void>;
}

/** Entries of the chunk index that are read together. */
const entriesPerPage = 1024;
const maxPlansKept = 16;
const maxPagesKept = 64;

const decoder = new TextDecoder();

export function createPlanStore(blobs: BlobStore): PlanStore {
  const plans = createRecentCache<Plan | undefined>({ maxEntries: maxPlansKept });
  const pages = createRecentCache<string | undefined>({ maxEntries: maxPagesKept });

  const read = async (job: JobLife): Promise<Plan | undefined> => {
    const body = await blobs.read(planPath(job));
    return body && planSchema.parse(JSON.parse(decoder.decode(body)));
  };

  const readPage = async (job: JobLife, page: number): Promise<string | undefined> => {
    const bytes = entriesPerPage * chunkEntryBytes;
    const body = await blobs.read(chunkIndexPath(job), { offset: page * bytes, bytes });
    return body && decoder.decode(body);
  };

  return {
    read,
    async readChunk(job, chunk) {
      const life = stateFolder(job);
      const page = Math.floor((chunk - 1) / entriesPerPage);
      const [plan, entries] = await Promise.all([
        plans(life, () => read(job)),
        pages(`${life}${page}`, () => readPage(job, page)),
      ]);
      if (plan === undefined || entries === undefined) return undefined;
      const start = ((chunk - 1) % entriesPerPage) * chunkEntryBytes;
      return { plan, bounds: parseChunkEntry(entries.slice(start, start + chunkEntryBytes)) };
    },
    async write(job, plan, chunks) {
      await blobs.write(chunkIndexPath(job), chunks.map(formatChunkEntry).join(''), {
        contentType: 'text/plain',
      });
      await blobs.write(planPath(job), JSON.stringify(plan), { contentType: 'application/json' });
    },
  };
}
