import { findMixing } from './batching/batching-check.ts';
import { toFeeds } from './plan/feeds.ts';
import type { ScoringPlan } from './model.ts';
import type { OnnxSession } from './onnx/onnx-session.ts';
import { countRecordCells } from './table/record-cells.ts';
import { type Batch, listOutputs } from './plan/run-batch.ts';
import { toAlikeRecords, toVariedRecords } from './repository/sample-records.ts';

export interface ModelMeasures {
  /** Milliseconds of a run of one record; undefined where the model takes no made-up record. */
  readonly singleRunMs: number | undefined;
  /** Records a run at which the most records a second are scored. */
  readonly batchSize: number;
  /** Milliseconds a record takes in such a run. */
  readonly recordMs: number | undefined;
  /** Why each record must be run alone, where it must. */
  readonly mixing: string | undefined;
}

export interface MeasureOptions {
  /** Records to look with whether the graph mixes them; made-up ones where there are fewer than two. */
  readonly samples?: Batch | undefined;
  /** Names of the outputs to look at. */
  readonly outputs?: readonly string[] | undefined;
}

const candidates = [16, 64, 256, 1024];
const defaultBatchSize = 64;
const runsPerSize = 3;
/** A larger batch must be this much faster, since it takes more memory and time a run. */
const worthwhile = 1.05;
const maxRunMs = 20;
/** Of the inputs of a run: large images come in small batches. */
const maxRunValues = 2 ** 24;
const madeUpRecords = 4;

/**
 * Times runs of a made-up record, alone and in batches of growing size, as long as a run stays short. Where the graph
 * mixes records a batch is one record.
 */
export async function measureModel(
  session: OnnxSession,
  plan: ScoringPlan,
  { samples, outputs }: MeasureOptions = {},
): Promise<ModelMeasures> {
  // One record shows nothing: it takes neighbours to tell whether a graph mixes them.
  const batch =
    samples !== undefined && samples.count > 1 ? samples : toVariedRecords(plan.columns, madeUpRecords);
  const mixing = await findMixing(batch, { session, plan, batchSize: 1, outputs });
  const speed = await measureSpeed(session, plan);
  return mixing === undefined
    ? { ...speed, mixing }
    : { ...speed, mixing, batchSize: 1, recordMs: speed.singleRunMs };
}

type Speed = Omit<ModelMeasures, 'mixing'>;

async function measureSpeed(session: OnnxSession, plan: ScoringPlan): Promise<Speed> {
  const timeMs = (count: number) => timeRun(session, plan, count);
  try {
    await timeMs(plan.fixedBatch ?? 1);
    const singleRunMs = await timeMs(plan.fixedBatch ?? 1);
    if (plan.fixedBatch !== undefined)
      return { singleRunMs, batchSize: plan.fixedBatch, recordMs: singleRunMs / plan.fixedBatch };
    const sizes = candidates.filter((size) => size * countRecordCells(plan) <= maxRunValues);
    return { singleRunMs, ...(await findBatchSize(sizes, { timeMs, singleRunMs })) };
  } catch {
    return { singleRunMs: undefined, batchSize: defaultBatchSize, recordMs: undefined };
  }
}

interface RunTimes {
  readonly timeMs: (count: number) => Promise<number>;
  readonly singleRunMs: number;
}

async function findBatchSize(sizes: readonly number[], { timeMs, singleRunMs }: RunTimes) {
  let best = { batchSize: 1, recordMs: singleRunMs };
  for (const batchSize of sizes) {
    const runMs = await timeMs(batchSize);
    const recordMs = runMs / batchSize;
    if (recordMs < best.recordMs / worthwhile) best = { batchSize, recordMs };
    if (runMs > maxRunMs) break;
  }
  return best;
}

/** The shortest of a few runs. */
async function timeRun(session: OnnxSession, plan: ScoringPlan, count: number): Promise<number> {
  const { columns } = toAlikeRecords(plan.columns, count);
  const feeds = toFeeds(plan, columns, { start: 0, end: count, length: count });
  const outputs = listOutputs(plan);
  let shortest = Infinity;
  for (let run = 0; run < runsPerSize; run++) {
    const startMs = performance.now();
    await session.run(feeds, outputs);
    shortest = Math.min(shortest, performance.now() - startMs);
  }
  return shortest;
}
