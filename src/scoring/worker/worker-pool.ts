import { availableParallelism } from 'node:os';
import { toAborted, toClosed } from './pool-error.ts';
import { ScoringError } from '../scoring-error.ts';
import type { ScoringTaskKind, ScoringTasks } from './scoring-task.ts';
import { createStopFlag, raiseStopFlag, type StopFlag } from './stop-flag.ts';
import { createWorkerCrew, type WorkerCrew } from './worker-crew.ts';

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
  /** Whether it scores many records at once, as jobs do; false where not given. */
  readonly bulk?: boolean;
  /** Told of a worker that failed with no task of its own. */
  readonly onWorkerError?: (error: unknown) => void;
}

export interface RunOptions {
  /** Ends the wait at once, and the work as soon as the run that it is in comes to its end. */
  readonly signal?: AbortSignal | undefined;
  /** Buffers of the input that the worker takes over. */
  readonly transfer?: readonly ArrayBuffer[];
}

/** Throws what the task throws, Timeout or Unavailable when it is aborted, TooManyRequests when too many wait. */
export type RunScoringTask = <K extends ScoringTaskKind>(
  kind: K,
  input: ScoringTasks[K]['input'],
  options?: RunOptions,
) => Promise<ScoringTasks[K]['output']>;

/**
 * Threads that score, each with its own sessions; they begin with the first task, and one that dies is replaced. None is ever terminated in the middle of a
 * run: onnxruntime-node then ends the whole process ("terminate called after throwing an instance of 'Napi::Error'").
 */
export interface WorkerPool {
  readonly threads: number;
  readonly run: RunScoringTask;
  /**
   * Replaces all threads, and with them the sessions that they hold: the new ones are loaded by `load`, then get all tasks;
   * the old ones end when theirs are done. Throws what `load` throws, and goes on with the old ones.
   */
  readonly recycle: (load: (run: RunScoringTask) => Promise<unknown>) => Promise<void>;
  /** Stops what runs, and ends the threads. */
  readonly close: () => Promise<void>;
}

const defaultMaxQueued = 1000;

export function createWorkerPool(options: WorkerPoolOptions = {}): WorkerPool {
  const { threads = availableParallelism(), maxQueued = defaultMaxQueued } = options;
  const { onnxThreads = 1, bulk = false } = options;
  const crews = new Set<WorkerCrew>();
  let closed = false;

  function openCrew(): WorkerCrew {
    if (closed) throw toClosed();
    const onWorkerError = (error: unknown) => options.onWorkerError?.(error);
    const crew = createWorkerCrew({
      threads,
      maxQueued,
      settings: { onnxThreads, bulk },
      onWorkerError,
    });
    crews.add(crew);
    return crew;
  }
  async function dismiss(crew: WorkerCrew): Promise<void> {
    await crew.dismiss();
    crews.delete(crew);
  }

  let current: WorkerCrew | undefined;
  const openCurrent = () => (current ??= openCrew());
  return {
    threads,
    run: (kind, input, runOptions) =>
      closed ? Promise.reject(toClosed()) : runOn(openCurrent(), { kind, input }, runOptions),
    recycle: async (load) => {
      if (current === undefined) {
        await load((kind, input, runOptions) => runOn(openCurrent(), { kind, input }, runOptions));
        return;
      }
      const fresh = openCrew();
      try {
        await load((kind, input, runOptions) => runOn(fresh, { kind, input }, runOptions));
      } catch (thrown) {
        await dismiss(fresh);
        throw thrown;
      }
      const old = current;
      current = fresh;
      await dismiss(old);
    },
    close: async () => {
      closed = true;
      await Promise.all(Array.from(crews, (crew) => crew.close()));
    },
  };
}

async function runOn<K extends ScoringTaskKind>(
  crew: WorkerCrew,
  task: { readonly kind: K; readonly input: ScoringTasks[K]['input'] },
  { signal, transfer = [] }: RunOptions = {},
): Promise<ScoringTasks[K]['output']> {
  if (signal?.aborted === true) throw toAborted(signal.reason);
  const stop = createStopFlag();
  const answer = await untilAborted(crew.run({ ...task, stop }, transfer), { signal, stop });
  if (!answer.ok) throw new ScoringError(answer.code, answer.message, { cause: answer.cause });
  return answer.output;
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
