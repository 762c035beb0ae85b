import { z } from 'zod';
import type { ChunkResult } from '../../scoring/chunk-scorer.ts';
import { addSummaries } from '../../scoring/summary/add-summaries.ts';
import { type ChunkSummary, chunkSummarySchema, emptySummary } from '../../scoring/summary/chunk-summary.ts';
import type { BlobStore } from '../blob-store.ts';
import { type JobLife, summaryPath } from '../job-paths.ts';
import { countRepeatedKeys, hashKeys, maxRecordsCompared } from './repeated-keys.ts';

const storedSchema = z.object({
  summary: chunkSummarySchema.exactOptional(),
  /** In base64; of jobs that are not too large for it. */
  keyHashes: z.string().exactOptional(),
});

/** What the chunks of a job told. */
export interface JobSummary {
  readonly summary: ChunkSummary;
  /** How many of the chunks told something. */
  readonly chunks: number;
  /** How many keys come more than once; undefined where that is not known. */
  readonly repeatedKeys: number | undefined;
}

/** Read together; with what has been added so far they are all that is in memory. */
const readsAtOnce = 16;
const decoder = new TextDecoder();

interface ToldChunk {
  readonly job: JobLife;
  readonly chunk: number;
  /** Of the whole job. */
  readonly records: number;
}

/** Leaves what a chunk tells of its records beside its ledger entry: a few kilobytes, and the hashes of its keys where the job is not too large. */
export async function writeSummary(
  blobs: Pick<BlobStore, 'write'>,
  { job, chunk, records }: ToldChunk,
  results: readonly ChunkResult[],
): Promise<void> {
  const told = results.flatMap(({ summary }) => (summary === undefined ? [] : [summary]));
  const stored: Stored = {
    ...(told.length > 0 && { summary: told.reduce(addSummaries) }),
    ...(records <= maxRecordsCompared && { keyHashes: toKeyHashes(results) }),
  };
  await blobs.write(summaryPath(job, chunk), JSON.stringify(stored), { contentType: 'application/json' });
}

function toKeyHashes(results: readonly ChunkResult[]): string {
  const keys = results.flatMap((result) => result.keys ?? []);
  return Buffer.from(hashKeys(keys)).toString('base64');
}

/** Adds up what these chunks told, one after another. */
export async function readSummaries(
  blobs: Pick<BlobStore, 'read'>,
  job: JobLife,
  chunks: readonly number[],
): Promise<JobSummary> {
  let all = { summary: emptySummary, chunks: 0 };
  const keyHashes: Uint8Array[] = [];
  for (let start = 0; start < chunks.length; start += readsAtOnce) {
    const window = chunks.slice(start, start + readsAtOnce);
    const read = await Promise.all(window.map((chunk) => readOne(blobs, job, chunk)));
    all = read.reduce(addOne, all);
    for (const stored of read)
      if (stored?.keyHashes !== undefined) keyHashes.push(Buffer.from(stored.keyHashes, 'base64'));
  }
  return {
    ...all,
    repeatedKeys: keyHashes.length === chunks.length ? countRepeatedKeys(keyHashes) : undefined,
  };
}

type Stored = z.infer<typeof storedSchema>;
type Told = Pick<JobSummary, 'summary' | 'chunks'>;

async function readOne(
  blobs: Pick<BlobStore, 'read'>,
  job: JobLife,
  chunk: number,
): Promise<Stored | undefined> {
  const body = await blobs.read(summaryPath(job, chunk));
  return body && storedSchema.parse(JSON.parse(decoder.decode(body)));
}

function addOne(all: Told, stored: Stored | undefined): Told {
  if (stored?.summary === undefined) return all;
  return { summary: addSummaries(all.summary, stored.summary), chunks: all.chunks + 1 };
}
