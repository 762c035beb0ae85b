import { randomUUID } from 'node:crypto';
import type { ChunkScorer } from '../../scoring/chunk-scorer.ts';
import type { BlobStore } from '../blob-store.ts';
import type { ChunkBounds } from './chunk-bounds.ts';
import { type DraftPlanDependencies, draftPlan } from './draft-plan.ts';
import type { JobEstimate } from './estimate-job.ts';
import type { Job } from '../job.ts';
import { containers, stateRoot } from '../job-paths.ts';
import type { Plan } from './plan.ts';
import { readRange, scoreBytes } from '../chunks/score-range.ts';
import type { QuerySource } from '../input/job-query.ts';
import { snapshotInput } from '../input/snapshot-query.ts';
import { findEnd } from '../chunks/split-range.ts';

export interface JobPreviewDependencies extends DraftPlanDependencies {
  readonly blobs: BlobStore;
  readonly scoreChunk: ChunkScorer;
  readonly queryRows?: QuerySource;
}

/** What would become of a job. */
export interface JobPreview extends JobEstimate {
  readonly model: string;
  readonly version: string;
  readonly input: Plan['input'];
  readonly records: number;
  readonly chunks: number;
  readonly settings: Plan['settings'];
  readonly warnings: readonly string[];
  /** The first records, scored. */
  readonly sample: {
    readonly records: number;
    readonly succeeded: number;
    readonly failed: number;
    /** Lines of predictions.csv, its header first. */
    readonly predictions: readonly string[];
    readonly errors: readonly unknown[];
  };
}

const sampleRecords = 100;
const shownLines = 5;
const sampleTimeoutMs = 60_000;

/** Plans a job without recording it: nothing of it is left, but what was said. Fails as the job would. */
export function createJobPreviewer(dependencies: JobPreviewDependencies) {
  return async (wanted: Job): Promise<JobPreview> => {
    const job = { ...wanted, id: `preview-${randomUUID()}` };
    try {
      const { plan, chunks, estimate } = await draftPlan(
        dependencies,
        await snapshotInput(dependencies, job),
      );
      const { model, version, input, records, settings, warnings } = plan;
      const sample = await scoreSample(dependencies, plan, chunks[0]);
      return { model, version, input, records, chunks: plan.chunks, settings, warnings, sample, ...estimate };
    } finally {
      // The text of inputs that had to be converted was put there.
      await dependencies.blobs.deletePrefix(containers.state, stateRoot(job.id));
    }
  };
}

async function scoreSample(
  dependencies: JobPreviewDependencies,
  plan: Plan,
  first: ChunkBounds | undefined,
): Promise<JobPreview['sample']> {
  if (first === undefined) return { records: 0, succeeded: 0, failed: 0, predictions: [], errors: [] };
  const signal = AbortSignal.timeout(sampleTimeoutMs);
  const whole = await readRange(dependencies, { plan, bounds: first, signal });
  const bytes = whole.slice(0, findEnd(whole, plan, sampleRecords));
  const records = Math.min(first.records, sampleRecords);
  const bounds = { ...first, records, bytes: bytes.length };
  const result = await scoreBytes(dependencies, { plan, bounds, signal }, bytes);
  const errors = toLines(result.errors).slice(0, shownLines);
  return {
    records: result.records,
    succeeded: result.succeeded,
    failed: result.failed,
    predictions: [plan.outputHeader.trimEnd(), ...toLines(result.csv).slice(0, shownLines)].filter(
      (line) => line !== '',
    ),
    errors: errors.map((line): unknown => JSON.parse(line)),
  };
}

function toLines(bytes: Uint8Array): string[] {
  return Buffer.from(bytes)
    .toString()
    .split('\n')
    .filter((line) => line !== '');
}
