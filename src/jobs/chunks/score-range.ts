import type { ChunkRequest, ChunkResult, ChunkScorer } from '../../scoring/chunk-scorer.ts';
import type { BlobStore } from '../blob-store.ts';
import type { ChunkBounds } from '../plan/chunk-bounds.ts';
import { findOrigins, readInputRange } from '../input/input-range.ts';
import { toOutputOptions } from '../job-settings.ts';
import type { Plan } from '../plan/plan.ts';
import { scoreImages } from '../images/score-images.ts';

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
export function readRange(
  { blobs }: Pick<RangeDependencies, 'blobs'>,
  { plan, bounds, signal }: Range,
): Promise<Uint8Array<ArrayBuffer>> {
  return readInputRange(blobs, plan, { ...bounds, signal });
}

/** Scores bytes that `readRange` gave; they are the scorer's from then on. */
export function scoreBytes(
  dependencies: RangeDependencies,
  range: Range,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<ChunkResult> {
  const { plan, bounds, signal } = range;
  const request: ChunkRequest = {
    model: plan.model,
    version: plan.version,
    challenger: plan.challenger?.version,
    format: plan.format,
    include: plan.settings.include,
    exclude: plan.settings.exclude,
    output: toOutputOptions(plan.settings),
    bytes,
    firstRow: bounds.firstRow,
    firstOffset: bounds.offset,
    origins: findOrigins(plan, bounds),
    signal,
  };
  if (plan.images === undefined) return dependencies.scoreChunk(request);
  return scoreImages(dependencies, range, { list: bytes, request });
}
