import { createAsyncCache } from './async-cache.ts';
import { measureModel, type ModelMeasures } from './measure-model.ts';
import type { ScoringPlan } from './model.ts';
import { runBatch, type RunBatchOptions } from './run-batch.ts';
import { scoreChunk } from './score-chunk.ts';
import { ScoringError, toScoringError } from './scoring-error.ts';
import type { ScoringTask, ScoringTasks, TaskAnswer, WorkerSettings } from './scoring-task.ts';
import { createSessionCache } from './session-cache.ts';
import { isStopRaised } from './stop-flag.ts';

/** Does the work of a worker's tasks, with one session a model version; what goes wrong is part of the answer. */
export function createTaskRunner(settings: WorkerSettings): (task: ScoringTask) => Promise<TaskAnswer> {
  const openSession = createSessionCache(settings);
  const measures = createAsyncCache<ModelMeasures>();
  const measure = (plan: ScoringPlan) =>
    measures(plan.sha256, async () => measureModel(await openSession(plan), plan));

  async function toOptions(plan: ScoringPlan): Promise<RunBatchOptions> {
    return { plan, session: await openSession(plan), batchSize: (await measure(plan)).batchSize };
  }

  async function run({ kind, input, stop }: ScoringTask) {
    if (isStopRaised(stop)) throw new ScoringError('Unavailable', 'Cannot score the records: it was stopped');
    switch (kind) {
      case 'inspect':
        return (await openSession(input)).signature;
      case 'measure':
        return measure(input.plan);
      case 'run':
        return runTimed(input, { ...(await toOptions(input.plan)), outputs: input.outputs, stop });
      case 'chunk':
        return scoreChunk(input.chunk, { ...(await toOptions(input.plan)), stop });
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

async function runTimed(
  { batch }: ScoringTasks['run']['input'],
  options: RunBatchOptions,
): Promise<ScoringTasks['run']['output']> {
  const startMs = performance.now();
  const outcome = await runBatch(batch, options);
  return { ...outcome, inferMs: performance.now() - startMs };
}
