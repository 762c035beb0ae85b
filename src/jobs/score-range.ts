import type { ChunkResult, ChunkScorer } from '../scoring/chunk-scorer.ts';
import { ScoringError } from '../scoring/scoring-error.ts';
import { parseBlobPath } from './blob-path.ts';
import type { BlobStore } from './blob-store.ts';
import type { ChunkBounds } from './chunk-bounds.ts';
import type { Plan } from './plan.ts';

export interface RangeDependencies {
  readonly blobs: Pick<BlobStore, 'read'>;
  readonly scoreChunk: ChunkScorer;
}

/** Whole records of a job's input. */
export interface Range {
  readonly plan: Plan;
  readonly bounds: ChunkBounds;
  readonly signal: AbortSignal;
}

/** Reads records of the input that was planned, and of no later content under its name. */
export async function readRange(
  { blobs }: Pick<RangeDependencies, 'blobs'>,
  { plan, bounds: { offset, bytes: size }, signal }: Range,
): Promise<Uint8Array<ArrayBuffer>> {
  const { path, etag } = plan.input;
  const bytes = await blobs.read(parseBlobPath(path), { offset, bytes: size, ifMatch: etag, signal });
  if (bytes !== undefined) return bytes;
  throw new ScoringError('InvalidInput', `Cannot read the input "${path}": it is gone`);
}

/** Scores bytes that `readRange` gave; they are the scorer's from then on. */
export function scoreBytes(
  { scoreChunk }: Pick<RangeDependencies, 'scoreChunk'>,
  { plan, bounds, signal }: Range,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<ChunkResult> {
  return scoreChunk({
    model: plan.model,
    version: plan.version,
    format: plan.format,
    include: plan.settings.include,
    bytes,
    firstRow: bounds.firstRow,
    firstOffset: bounds.offset,
    signal,
  });
}
