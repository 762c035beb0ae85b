import { createAsyncCache } from '../async-cache.ts';
import { measureModel, type ModelMeasures } from '../measure-model.ts';
import type { ScoringPlan } from '../model.ts';
import { createPlanBook } from './plan-book.ts';
import { type RunBatchOptions, runTimed, type TimedOutcome } from '../plan/run-batch.ts';
import type { ChunkResult } from '../chunk-scorer.ts';
import { scoreChunk } from '../score-chunk.ts';
import { ScoringError, toScoringError } from '../scoring-error.ts';
import type {
  MeasureTask,
  RunTask,
  ScoringTask,
  ScoringTasks,
  TaskAnswer,
  WorkerSettings,
} from './scoring-task.ts';
import { createSessionCache } from './session-cache.ts';
import { isStopRaised, type StopFlag } from './stop-flag.ts';
import { warmModel } from '../warm-model.ts';

/** Does the work of a worker's tasks, with one session a model version; what goes wrong is part of the answer. */
export function createTaskRunner(settings: WorkerSettings): (task: ScoringTask) => Promise<TaskAnswer> {
  const sessions = createSessionCache(settings);
  const plans = createPlanBook();
  const measures = createAsyncCache<ModelMeasures>();

  const measureAnew = async ({ plan, ...options }: MeasureTask) =>
    measureModel(await sessions.open(plan), plan, options);
  const measure = (task: MeasureTask) =>
    task.samples === undefined ? measures(task.plan.sha256, () => measureAnew(task)) : measureAnew(task);

  async function toChunkOptions(plan: ScoringPlan): Promise<RunBatchOptions> {
    const { batchSize } = await measure({ plan });
    return { plan, session: await sessions.open(plan), batchSize };
  }

  async function runKnown(input: RunTask, stop: StopFlag): Promise<TimedOutcome | null> {
    const plan = plans.find(input);
    if (plan === undefined) return null;
    const { batch, batchSize, outputs } = input;
    return runTimed(batch, { session: await sessions.open(plan), plan, batchSize, outputs, stop });
  }

  async function runChunk(
    { plan, challenger, chunk }: ScoringTasks['chunk']['input'],
    stop: StopFlag,
  ): Promise<ChunkResult> {
    try {
      const other = challenger && { ...(await toChunkOptions(challenger)), stop };
      return await scoreChunk(chunk, { ...(await toChunkOptions(plan)), stop }, other);
    } finally {
      // Given back at once: this thread makes so little garbage that it would seldom be collected.
      chunk.bytes.buffer.transfer(0);
    }
  }

  async function run({ kind, input, stop }: ScoringTask) {
    if (isStopRaised(stop)) throw new ScoringError('Unavailable', 'Cannot score the records: it was stopped');
    switch (kind) {
      case 'inspect':
        return (await sessions.open(input)).signature;
      case 'measure':
        return measure(input);
      case 'warm':
        return warmModel(plans.find(input), sessions);
      case 'run':
        return runKnown(input, stop);
      case 'chunk':
        return runChunk(input, stop);
    }
  }

  return async (task) => {
    try {
      return { ok: true, output: await run(task) };
    } catch (thrown) {
      const { code, message, cause } = toScoringError(thrown);
      return {
        ok: false,
        code,
        message,
        cause: cause instanceof Error ? (cause.stack ?? cause.message) : String(cause),
      };
    }
  };
}
