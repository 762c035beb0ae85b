import { availableParallelism } from 'node:os';
import { Piscina } from 'piscina';
import { toAborted, toClosed, toPoolError } from './pool-error.ts';
import { ScoringError } from './scoring-error.ts';
import type { ScoringTaskKind, ScoringTasks, TaskAnswer, WorkerSettings } from './scoring-task.ts';
import { createStopFlag, raiseStopFlag, type StopFlag } from './stop-flag.ts';

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
  /** Ends the wait at once, and the work as soon as the run that it is in comes to its end. */
  readonly signal?: AbortSignal;
  /** Buffers of the input that the worker takes over. */
  readonly transfer?: readonly ArrayBuffer[];
}

/**
 * Threads that score, each with its own sessions; one that dies is replaced. None is ever terminated in the middle of a
 * run: onnxruntime-node then ends the whole process ("terminate called after throwing an instance of 'Napi::Error'").
 */
export interface WorkerPool {
  readonly threads: number;
  /** Throws what the task throws, Timeout or Unavailable when it is aborted, TooManyRequests when too many wait. */
  readonly run: <K extends ScoringTaskKind>(
    kind: K,
    input: ScoringTasks[K]['input'],
    options?: RunOptions,
  ) => Promise<ScoringTasks[K]['output']>;
  /** Stops what runs, and ends the threads. */
  readonly close: () => Promise<void>;
}

const defaultMaxQueued = 1000;

/** Beside this file, as source and in the bundle. */
const workerFile = new URL(
  import.meta.url.endsWith('.ts') ? './scoring-worker.ts' : './scoring-worker.js',
  import.meta.url,
);

export function createWorkerPool(options: WorkerPoolOptions = {}): WorkerPool {
  const { threads = availableParallelism(), maxQueued = defaultMaxQueued, onnxThreads = 1 } = options;
  const running = new Set<StopFlag>();
  let closed = false;
  const pool = new Piscina<unknown, TaskAnswer>({
    filename: workerFile.href,
    minThreads: threads,
    maxThreads: threads,
    maxQueue: maxQueued,
    concurrentTasksPerWorker: 1,
    workerData: { onnxThreads } satisfies WorkerSettings,
  });
  pool.on('error', (error) => options.onWorkerError?.(error));

  async function runTask(
    task: { readonly kind: ScoringTaskKind; readonly input: unknown },
    transfer: ArrayBuffer[],
    stop: StopFlag,
  ) {
    running.add(stop);
    try {
      return await pool.run({ ...task, stop }, { transferList: transfer });
    } catch (thrown) {
      throw closed ? toClosed() : toPoolError(thrown, maxQueued);
    } finally {
      running.delete(stop);
    }
  }

  return {
    threads,
    run: async (kind, input, { signal, transfer = [] } = {}) => {
      if (closed) throw toClosed();
      if (signal?.aborted === true) throw toAborted(signal.reason);
      const stop = createStopFlag();
      const answer = await untilAborted(runTask({ kind, input }, [...transfer], stop), { signal, stop });
      if (!answer.ok) throw new ScoringError(answer.code, answer.message, { cause: answer.cause });
      return answer.output;
    },
    close: async () => {
      closed = true;
      for (const stop of running) raiseStopFlag(stop);
      await pool.close({ force: true });
    },
  };
}

/** The outcome of the work, or at once a failure when the signal says so; the work is then told to stop. */
async function untilAborted<T>(
  work: Promise<T>,
  { signal, stop }: { readonly signal: AbortSignal | undefined; readonly stop: StopFlag },
): Promise<T> {
  if (signal === undefined) return work;
  const aborted = Promise.withResolvers<never>();
  const onAbort = () => {
    raiseStopFlag(stop);
    aborted.reject(toAborted(signal.reason));
  };
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([work, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', onAbort);
    // What comes of the work after an abort concerns nobody.
    work.catch(() => undefined);
  }
}
