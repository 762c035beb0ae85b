import { z } from 'zod';
import type { BlobStore } from '../blob-store.ts';
import { containers } from '../job-paths.ts';

/** Deletes the histories of orchestrations that ended, of those begun in a span of time; tells how many. */
export type PurgeSpan = (from: Date, to: Date) => Promise<number>;

export interface HistoryPurgeDependencies {
  readonly blobs: Pick<BlobStore, 'read' | 'write'>;
  readonly now: () => Date;
  readonly historyDays: number;
}

export interface PurgeReport {
  readonly deleted: number;
  /** Up to where histories are purged now. */
  readonly upTo: Date;
}

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
/** How far back the first look goes, and each again: an orchestration may have ended long after it began. */
const lookBackMs = 30 * dayMs;
const longestSliceMinutes = 360;
const shortestSliceMinutes = 5;
const maxSlices = 200;

/** No job's id begins with a dot. */
const cursorPath = { container: containers.state, name: '.purge/cursor.json' };
const cursorSchema = z.object({ upTo: z.iso.datetime(), sliceMinutes: z.int().positive() });

/**
 * Purges histories older than some days in slices of time, and goes on at the next call where it had to stop: one purge of
 * all would time out, and begin again each time. A slice that fails is tried at half its length the next time.
 */
export function createHistoryPurge({ blobs, now, historyDays }: HistoryPurgeDependencies) {
  const save = async (upTo: Date, sliceMinutes: number): Promise<void> => {
    const cursor: z.infer<typeof cursorSchema> = { upTo: upTo.toISOString(), sliceMinutes };
    await blobs.write(cursorPath, JSON.stringify(cursor), { contentType: 'application/json' });
  };

  return async (purge: PurgeSpan, signal: AbortSignal): Promise<PurgeReport> => {
    const end = new Date(now().getTime() - historyDays * dayMs);
    const cursor = await readCursor(blobs);
    let upTo = new Date(cursor?.upTo ?? end.getTime() - lookBackMs);
    let { sliceMinutes } = cursor ?? { sliceMinutes: longestSliceMinutes };
    let from = new Date(upTo.getTime() - lookBackMs);
    let deleted = 0;
    for (let slice = 0; slice < maxSlices && upTo < end && !signal.aborted; slice++) {
      const to = new Date(Math.min(end.getTime(), upTo.getTime() + sliceMinutes * minuteMs));
      try {
        deleted += await purge(from, to);
      } catch (thrown) {
        await save(upTo, Math.max(shortestSliceMinutes, Math.floor(sliceMinutes / 2)));
        throw thrown;
      }
      sliceMinutes = Math.min(longestSliceMinutes, sliceMinutes * 2);
      upTo = to;
      from = to;
      await save(upTo, sliceMinutes);
    }
    return { deleted, upTo };
  };
}

/** One that cannot be read is none: then the look goes further back than it must. */
async function readCursor(blobs: Pick<BlobStore, 'read'>): Promise<z.infer<typeof cursorSchema> | undefined> {
  const body = await blobs.read(cursorPath);
  if (body === undefined) return undefined;
  try {
    return cursorSchema.parse(JSON.parse(new TextDecoder().decode(body)));
  } catch {
    return undefined;
  }
}
