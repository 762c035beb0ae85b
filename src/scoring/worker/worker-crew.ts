import { Piscina } from 'piscina';
import { toClosed, toPoolError } from './pool-error.ts';
import type { ScoringTaskKind, TaskAnswer, WorkerSettings } from './scoring-task.ts';
import { raiseStopFlag, type StopFlag } from './stop-flag.ts';

export interface WorkerCrewOptions {
  readonly threads: number;
  readonly maxQueued: number;
  readonly settings: WorkerSettings;
  readonly onWorkerError: (error: unknown) => void;
}

export interface CrewTask {
  readonly kind: ScoringTaskKind;
  readonly input: unknown;
  readonly stop: StopFlag;
}

/** Threads that began together and end together; one that dies meanwhile is replaced. */
export interface WorkerCrew {
  readonly run: (task: CrewTask, transfer: readonly ArrayBuffer[]) => Promise<TaskAnswer>;
  /** Ends the threads when all that was given to them is done. */
  readonly dismiss: () => Promise<void>;
  /** Stops what runs, and ends the threads. */
  readonly close: () => Promise<void>;
}

/** Of each thread, in MiB: columns are typed arrays, outside of V8's heap, so that more would hold but garbage. */
const youngGenerationMb = 16;

/** Beside this file, as source and in the bundle. */
const workerFile = new URL(
  import.meta.url.endsWith('.ts') ? './scoring-worker.ts' : './scoring-worker.js',
  import.meta.url,
);

export function createWorkerCrew({
  threads,
  maxQueued,
  settings,
  onWorkerError,
}: WorkerCrewOptions): WorkerCrew {
  const running = new Map<StopFlag, Promise<TaskAnswer>>();
  let closed = false;
  const pool = new Piscina<unknown, TaskAnswer>({
    filename: workerFile.href,
    minThreads: threads,
    maxThreads: threads,
    maxQueue: maxQueued,
    concurrentTasksPerWorker: 1,
    // Its histograms of waits and runs are read by nobody.
    recordTiming: false,
    workerData: settings,
    resourceLimits: { maxYoungGenerationSizeMb: youngGenerationMb },
  });
  pool.on('error', onWorkerError);

  const end = () => pool.close({ force: true });
  return {
    run: async (task, transfer) => {
      const work = pool.run(task, { transferList: [...transfer] });
      running.set(task.stop, work);
      try {
        return await work;
      } catch (thrown) {
        throw closed ? toClosed() : toPoolError(thrown, maxQueued);
      } finally {
        running.delete(task.stop);
      }
    },
    dismiss: async () => {
      // Piscina's own way to wait terminates after a time limit, within a run if need be.
      while (running.size > 0) await Promise.allSettled(running.values());
      await end();
    },
    close: async () => {
      closed = true;
      for (const stop of running.keys()) raiseStopFlag(stop);
      await end();
    },
  };
}
