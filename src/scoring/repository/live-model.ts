import type { BatchAnswer } from '../batching/batch-queue.ts';
import { createMicroBatcher, type MicroBatcher } from '../batching/micro-batcher.ts';
import type { Model } from '../model.ts';
import { type Batch, runTimed, type TimedOutcome } from '../plan/run-batch.ts';
import { ScoringError } from '../scoring-error.ts';
import type { KnownPlan } from '../worker/scoring-task.ts';
import type { ScoringWay } from '../scoring-way.ts';
import { listServableOutputs } from '../plan/servable-outputs.ts';
import type { SessionCache } from '../worker/session-cache.ts';
import type { RunScoringTask } from '../worker/worker-pool.ts';

export interface LiveModelOptions {
  readonly model: Model;
  readonly way: ScoringWay;
  /** By which workers know the plan. */
  readonly planId: string;
  readonly sessions: Pick<SessionCache, 'open'>;
  readonly pool: { readonly threads: number; readonly run: RunScoringTask };
  readonly maxQueuedRecords: number;
}

export type OutputChoice = 'predictions' | 'all';

/** A model version with the queues of the requests for it: one for each place and choice of outputs. */
export interface LiveModel {
  readonly way: ScoringWay;
  readonly planId: string;
  /** Where a request of so many records is scored. */
  readonly wayOf: (records: number) => ScoringWay['way'];
  readonly enqueue: (batch: Batch, request: LiveRequest) => Promise<BatchAnswer>;
  readonly queuedRecords: () => number;
  readonly isIdle: () => boolean;
  readonly drained: () => Promise<void>;
}

export interface LiveRequest {
  readonly outputs: OutputChoice;
  readonly signal: AbortSignal | undefined;
}

export function createLiveModel(options: LiveModelOptions): LiveModel {
  const { model, way, planId } = options;
  const queues = new Map<string, MicroBatcher>();
  const runs = createRuns(options);
  const wayOf = (records: number) => (records > way.maxInlineRecords ? 'worker' : way.way);

  const all = () => Array.from(queues.values());
  const queuedRecords = () => all().reduce((sum, queue) => sum + queue.queuedRecords(), 0);

  function findQueue(place: ScoringWay['way'], choice: OutputChoice): MicroBatcher {
    const id = `${place} ${choice}`;
    const known = queues.get(id);
    if (known !== undefined) return known;
    const outputs = choice === 'all' ? listServableOutputs(model).map(({ name }) => name) : undefined;
    const run: RunBatch = (batch, signal) => runs[place](batch, { outputs, signal });
    const queue = createQueue(options, { place, run, countQueued: queuedRecords });
    queues.set(id, queue);
    return queue;
  }

  return {
    way,
    planId,
    wayOf,
    enqueue: (batch, { outputs, signal }) => findQueue(wayOf(batch.count), outputs).enqueue(batch, signal),
    queuedRecords,
    isIdle: () => all().every((queue) => queue.isIdle()),
    drained: async () => {
      await Promise.all(all().map((queue) => queue.drained()));
    },
  };
}

type RunBatch = (batch: Batch, signal: AbortSignal) => Promise<TimedOutcome>;

interface QueueOptions {
  readonly place: ScoringWay['way'];
  readonly run: RunBatch;
  /** Records that wait for this version, in all its queues. */
  readonly countQueued: () => number;
}

function createQueue(
  { way: { batching, maxInlineRecords }, pool, maxQueuedRecords }: LiveModelOptions,
  { place, run, countQueued }: QueueOptions,
): MicroBatcher {
  const { maxBatchRecords, maxWaitMs } = batching.enabled ? batching : { maxBatchRecords: 1, maxWaitMs: 0 };
  return createMicroBatcher({
    run,
    // A run in the caller's thread blocks it: there is never a second one.
    maxRunning: place === 'inline' ? 1 : pool.threads,
    maxBatchRecords: place === 'inline' ? Math.min(maxBatchRecords, maxInlineRecords) : maxBatchRecords,
    maxWaitMs,
    maxQueuedRecords,
    countQueued,
  });
}

interface RunRequest {
  readonly outputs: readonly string[] | undefined;
  readonly signal: AbortSignal;
}

function createRuns({ model: { plan }, way: { batchSize }, planId, sessions, pool }: LiveModelOptions) {
  return {
    inline: async (batch: Batch, { outputs }: RunRequest): Promise<TimedOutcome> =>
      runTimed(batch, { session: await sessions.open(plan), plan, batchSize, outputs }),
    worker: async (batch: Batch, { outputs, signal }: RunRequest): Promise<TimedOutcome> => {
      const run = (known: KnownPlan) => pool.run('run', { ...known, batch, batchSize, outputs }, { signal });
      const outcome = (await run({ planId, plan: undefined })) ?? (await run({ planId, plan }));
      if (outcome !== null) return outcome;
      throw new ScoringError('Internal', 'Cannot score the records: the worker does not know the model');
    },
  };
}
