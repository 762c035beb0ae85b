import { toFeeds } from './feeds.ts';
import type { ScoringPlan } from '../model.ts';
import type { OnnxSession } from '../onnx/onnx-session.ts';
import { assertRows, concatOutputs, cutOutputs, type Outputs } from './outputs.ts';
import type { Column } from '../records.ts';
import { ScoringError } from '../scoring-error.ts';
import { isStopRaised, type StopFlag } from '../worker/stop-flag.ts';

/** Valid records, as a model takes them. */
export interface Batch {
  readonly columns: readonly Column[];
  readonly count: number;
}

export interface RunBatchOptions {
  readonly session: OnnxSession;
  readonly plan: ScoringPlan;
  /** Records a run. */
  readonly batchSize: number;
  /** Names of the outputs to fetch; those that the plan's predictions are made of where not given. */
  readonly outputs?: readonly string[] | undefined;
  /** Looked at between runs. */
  readonly stop?: StopFlag | undefined;
}

export interface BatchOutcome {
  /** By name, with a row for each record that did not fail, in order; none where there is no such record. */
  readonly outputs: Outputs;
  readonly failures: readonly RunFailure[];
}

export type TimedOutcome = BatchOutcome & {
  /** How long the runs took. */
  readonly inferMs: number;
};

/** A record on which the model failed when it was run alone. */
export interface RunFailure {
  /** 0-based, within the batch. */
  readonly index: number;
  readonly reason: string;
}

/** Runs a model over records, some at a time; where a run fails its records are run alone, so that only the bad ones fail. */
export async function runBatch(
  { columns, count }: Batch,
  { session, plan, batchSize, outputs = listOutputs(plan), stop }: RunBatchOptions,
): Promise<BatchOutcome> {
  const size = plan.fixedBatch ?? batchSize;
  const parts: Outputs[] = [];
  const failures: RunFailure[] = [];

  const run = async (start: number, end: number): Promise<void> => {
    const length = plan.fixedBatch ?? end - start;
    const found = await session.run(toFeeds(plan, columns, { start, end, length }), outputs);
    assertRows(found, length);
    parts.push(cutOutputs(found, end - start));
  };
  const runAlone = (index: number) =>
    run(index, index + 1).catch((cause: unknown) => {
      failures.push({ index, reason: firstLine(cause) });
    });

  for (let start = 0; start < count; start += size) {
    if (isStopRaised(stop)) throw new ScoringError('Unavailable', 'Cannot score the records: it was stopped');
    const end = Math.min(start + size, count);
    const ran = await run(start, end).then(
      () => true,
      () => false,
    );
    for (let k = start; !ran && k < end; k++) await runAlone(k);
  }
  return { outputs: concatOutputs(parts), failures };
}

/** The same, and tells how long it took. */
export async function runTimed(batch: Batch, options: RunBatchOptions): Promise<TimedOutcome> {
  const startMs = performance.now();
  const { outputs, failures } = await runBatch(batch, options);
  return { outputs, failures, inferMs: performance.now() - startMs };
}

/** The outputs that predictions are made of, each once. */
export function listOutputs({ predictions }: Pick<ScoringPlan, 'predictions'>): readonly string[] {
  return [...new Set(predictions.map(({ output }) => output))];
}

function firstLine(cause: unknown): string {
  const text = cause instanceof Error ? cause.message : String(cause);
  return text.split('\n', 1)[0] ?? '';
}
