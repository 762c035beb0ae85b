import { randomUUID } from 'node:crypto';
import { ScoringError } from '../../scoring/scoring-error.ts';
import type { BlobPath, BlobStore } from '../blob-store.ts';
import { formatBlobPath } from '../blob-path.ts';
import type { Job } from '../job.ts';
import type { JobQuery, QuerySource } from './job-query.ts';
import { querySnapshotPath } from '../job-paths.ts';
import { keepCopy } from './keep-copy.ts';

export interface SnapshotDependencies {
  readonly blobs: Pick<BlobStore, 'stageBlock' | 'commitBlocks' | 'properties'>;
  /** Where there is none, inputs are blobs. */
  readonly queryRows?: QuerySource | undefined;
}

/**
 * The job with a blob as its input: of a query, what it answers now, as JSON Lines, kept with the job's state. Each call
 * writes a blob of its own, so that two planners of one job never write into the same; the plan pins one of them.
 * Fails with InvalidInput where the answers are no objects.
 */
export async function snapshotInput({ blobs, queryRows }: SnapshotDependencies, job: Job): Promise<Job> {
  const { query } = job.input;
  if (query === undefined) return job;
  if (queryRows === undefined) throw refuse(query, 'this app has no database to query');
  const path = querySnapshotPath(job, randomUUID());
  const lines = toLines(query, queryRows(query));
  await drain(keepCopy(blobs, path, lines));
  return { ...job, input: { path: formatBlobPath(path), ...(await pin(blobs, path)) } };
}

/** Each piece is written as it comes, and not kept. */
async function drain(pieces: AsyncGenerator<Uint8Array>): Promise<void> {
  while ((await pieces.next()).done !== true);
}

async function* toLines(
  query: JobQuery,
  pages: AsyncIterable<readonly unknown[]>,
): AsyncGenerator<Uint8Array> {
  let row = 0;
  for await (const page of pages) {
    const lines = page.map((answer) => {
      row++;
      if (typeof answer === 'object' && answer !== null && !Array.isArray(answer))
        return `${JSON.stringify(answer)}\n`;
      throw refuse(query, `answer ${row} is ${JSON.stringify(answer)}, expected an object`);
    });
    if (lines.length > 0) yield Buffer.from(lines.join(''));
  }
  if (row === 0) throw refuse(query, 'it answers nothing');
}

async function pin(blobs: SnapshotDependencies['blobs'], path: BlobPath) {
  const properties = await blobs.properties(path);
  if (properties !== undefined) return properties;
  throw new ScoringError('Unavailable', 'Cannot plan the job: the answers of its query are gone');
}

function refuse({ container }: JobQuery, reason: string): ScoringError {
  return new ScoringError('InvalidInput', `Cannot read the query of container "${container}": ${reason}`);
}
