import type { ModelMeasures } from './measure-model.ts';
import type { Model } from './model.ts';

/** Where requests for a model are scored, and the figures it was chosen by. */
export interface ScoringWay extends Omit<ModelMeasures, 'mixing'> {
  readonly way: 'inline' | 'worker';
  /** Whether requests are put together into one run. */
  readonly batching: Batching;
  /** A request of more records is scored in a worker, however light the model. */
  readonly maxInlineRecords: number;
}

export type Batching =
  | { readonly enabled: true; readonly maxBatchRecords: number; readonly maxWaitMs: number }
  | { readonly enabled: false; readonly reason: string };

/** So long the caller's thread may be held up by one run. */
const inlineRunMs = 3;
const maxInlineRecords = 256;
/** Runs no longer than this are worth sharing, even where a record in a batch takes as long as alone. */
const sharedRunMs = 1;
const maxSharedRecords = 64;

/** Inline, in the caller's thread, where a run of one record takes less than `inlineBelowMs`; else in a worker. */
export function chooseWay(
  { plan, manifest }: Pick<Model, 'plan' | 'manifest'>,
  { mixing, ...measures }: ModelMeasures,
  { inlineBelowMs }: { readonly inlineBelowMs: number },
): ScoringWay {
  const { singleRunMs, batchSize, recordMs } = measures;
  const inline = singleRunMs !== undefined && singleRunMs < inlineBelowMs;
  const { enabled = true, maxWaitMs = 0, maxBatchRecords } = manifest.batching ?? {};
  const reason = findReasonAgainst({ enabled, fixedBatch: plan.fixedBatch, mixing });
  const batching: Batching =
    reason === undefined
      ? { enabled: true, maxBatchRecords: maxBatchRecords ?? chooseMaxBatch(batchSize, recordMs), maxWaitMs }
      : { enabled: false, reason };
  return {
    ...measures,
    way: inline ? 'inline' : 'worker',
    batching,
    maxInlineRecords: countWithin(inlineRunMs, recordMs, maxInlineRecords),
  };
}

interface BatchingFacts {
  readonly enabled: boolean;
  readonly fixedBatch: number | undefined;
  readonly mixing: string | undefined;
}

function findReasonAgainst({ enabled, fixedBatch, mixing }: BatchingFacts): string | undefined {
  if (!enabled) return 'the manifest turns it off';
  if (fixedBatch === 1) return 'the graph has a fixed batch of 1';
  return mixing;
}

function chooseMaxBatch(batchSize: number, recordMs: number | undefined): number {
  return Math.max(batchSize, countWithin(sharedRunMs, recordMs, maxSharedRecords));
}

/** Records of one run that takes no longer than this. */
function countWithin(ms: number, recordMs: number | undefined, most: number): number {
  if (recordMs === undefined || recordMs === 0) return most;
  return Math.min(most, Math.max(1, Math.floor(ms / recordMs)));
}
