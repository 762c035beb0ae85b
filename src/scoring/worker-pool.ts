import { availableParallelism } from 'node:os';
import { Piscina } from 'piscina';
import { toPoolError } from './pool-error.ts';
import { ScoringError } from './scoring-error.ts';
import type { ScoringTaskKind, ScoringTasks, TaskAnswer, WorkerSettings } from './scoring-task.ts';

export interface WorkerPoolOptions {
  /** Worker threads; one a core where not given. */
  readonly threads?: number | undefined;
  /** Tasks that may wait for a worker. */
  readonly maxQueued?: number;
  /**
   * Threads that one run of a model may use within its worker. With more than one, onnxruntime adds up the trees of an
   * ensemble in an order that depends on the number of records: the same record then differs in its last bit.
   */
  readonly onnxThreads?: number;
  /** Told of a worker that failed with no task of its own. */
  readonly onWorkerError?: (error: unknown) => void;
}

export interface RunOptions {
  /** Ends the task, and the worker that runs it. */
  readonly signal?: AbortSignal;
  /** Buffers of the input that the worker takes over. */
  readonly transfer?: readonly ArrayBuffer[];
}

/** Threads that score, each with its own sessions. A thread that ends or is ended is replaced. */
export interface WorkerPool {
  readonly threads: number;
  readonly run: <K extends ScoringTaskKind>(
    kind: K,
    input: ScoringTasks[K]['input'],
    options?: RunOptions,
  ) => Promise<ScoringTasks[K]['output']>;
  readonly close: () => Promise<void>;
}

const defaultMaxQueued = 1000;

/** Beside this file, as source and in the bundle. */
const workerFile = new URL(
  import.meta.url.endsWith('.ts') ? './scoring-worker.ts' : './scoring-worker.js',
  import.meta.url,
);

export function createWorkerPool(options: WorkerPoolOptions = {}): WorkerPool {
  const {
    threads = availableParallelism(),
    maxQueued = defaultMaxQueued,
    onnxThreads = 1,
    onWorkerError = () => undefined,
  } = options;
  const pool = new Piscina<unknown, TaskAnswer>({
    filename: workerFile.href,
    minThreads: threads,
    maxThreads: threads,
    maxQueue: maxQueued,
    concurrentTasksPerWorker: 1,
    workerData: { onnxThreads } satisfies WorkerSettings,
  });
  pool.on('error', onWorkerError);

  return {
    threads,
    run: async (kind, input, { signal, transfer = [] } = {}) => {
      const answer = await pool
        .run({ kind, input }, { signal: signal ?? null, transferList: [...transfer] })
        .catch((thrown: unknown) => {
          throw toPoolError(thrown, { signal, maxQueued });
        });
      if (!answer.ok) throw new ScoringError(answer.code, answer.message, { cause: answer.cause });
      return answer.output;
    },
    close: () => pool.destroy(),
  };
}
