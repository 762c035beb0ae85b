import { z } from 'zod';
import type { ChunkResult } from '../../scoring/chunk-scorer.ts';
import { addSummaries } from '../../scoring/summary/add-summaries.ts';
import { type ChunkSummary, chunkSummarySchema, emptySummary } from '../../scoring/summary/chunk-summary.ts';
import type { BlobStore } from '../blob-store.ts';
import { type JobLife, summaryPath } from '../job-paths.ts';

const storedSchema = z.object({ summary: chunkSummarySchema.exactOptional() });

/** What the chunks of a job told. */
export interface JobSummary {
  readonly summary: ChunkSummary;
  /** How many of the chunks told something. */
  readonly chunks: number;
}

/** Read together; with what has been added so far they are all that is in memory. */
const readsAtOnce = 16;
const decoder = new TextDecoder();

/** Leaves what a chunk tells of its records beside its ledger entry: a few kilobytes, whatever the records. */
export async function writeSummary(
  blobs: Pick<BlobStore, 'write'>,
  { job, chunk }: { readonly job: JobLife; readonly chunk: number },
  results: readonly ChunkResult[],
): Promise<void> {
  const told = results.flatMap(({ summary }) => (summary === undefined ? [] : [summary]));
  const stored = told.length > 0 ? { summary: told.reduce(addSummaries) } : {};
  await blobs.write(summaryPath(job, chunk), JSON.stringify(stored), { contentType: 'application/json' });
}

/** Adds up what these chunks told, one after another. */
export async function readSummaries(
  blobs: Pick<BlobStore, 'read'>,
  job: JobLife,
  chunks: readonly number[],
): Promise<JobSummary> {
  let all: JobSummary = { summary: emptySummary, chunks: 0 };
  for (let start = 0; start < chunks.length; start += readsAtOnce) {
    const window = chunks.slice(start, start + readsAtOnce);
    const read = await Promise.all(window.map((chunk) => readOne(blobs, job, chunk)));
    all = read.reduce(addOne, all);
  }
  return all;
}

type Stored = z.infer<typeof storedSchema>;

async function readOne(
  blobs: Pick<BlobStore, 'read'>,
  job: JobLife,
  chunk: number,
): Promise<Stored | undefined> {
  const body = await blobs.read(summaryPath(job, chunk));
  return body && storedSchema.parse(JSON.parse(decoder.decode(body)));
}

function addOne(all: JobSummary, stored: Stored | undefined): JobSummary {
  if (stored?.summary === undefined) return all;
  return { summary: addSummaries(all.summary, stored.summary), chunks: all.chunks + 1 };
}
