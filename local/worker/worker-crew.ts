import { WorkerLostError } from '../functions-host/invoker.ts';
import { startWorkerProcess, type WorkerProcess, type WorkerProcessOptions } from './worker-process.ts';

export interface WorkerCrewOptions extends WorkerProcessOptions {
  readonly size: number;
  readonly report: (line: string) => void;
}

/** So many processes with the same app, kept at that number. */
export interface WorkerCrew {
  members(): readonly WorkerProcess[];
  /** The least busy one; waits where none is alive, and rejects with WorkerLostError where none comes. */
  pick(): Promise<WorkerProcess>;
  /** Gives a process nothing more, because it is about to end. */
  dismiss(worker: WorkerProcess): void;
  stop(): Promise<void>;
}

const firstDelayMs = 100;
const longestDelayMs = 10_000;
const longestWaitMs = 60_000;

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Starts all of them; where one cannot load the app the others are stopped, and the reason is thrown. */
async function startAll(options: WorkerCrewOptions): Promise<WorkerProcess[]> {
  const starting = Array.from({ length: options.size }, () => startWorkerProcess(options));
  const results = await Promise.allSettled(starting);
  const workers = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const failed = results.find((result) => result.status === 'rejected');
  if (failed === undefined) return workers;
  await Promise.all(workers.map((worker) => worker.stop()));
  throw failed.reason;
}

/** Starts `size` processes; one that dies is replaced, with a growing delay where the new one dies too. */
export async function startWorkerCrew(options: WorkerCrewOptions): Promise<WorkerCrew> {
  const stopping = new AbortController();
  const isStopping = () => stopping.signal.aborted;
  const workers = new Set<WorkerProcess>();
  let wake: (() => void)[] = [];

  const add = (worker: WorkerProcess) => {
    workers.add(worker);
    for (const resume of wake) resume();
    wake = [];
    void worker.ended.then(() => {
      workers.delete(worker);
      if (isStopping()) return;
      options.report(`Worker process ${worker.pid} has ended and is replaced`);
      void replace(firstDelayMs);
    });
  };

  const replace = async (delayMs: number): Promise<void> => {
    await sleep(delayMs);
    if (isStopping()) return;
    try {
      const worker = await startWorkerProcess(options);
      if (isStopping()) await worker.stop();
      else add(worker);
    } catch (error) {
      options.report(error instanceof Error ? error.message : String(error));
      void replace(Math.min(2 * delayMs, longestDelayMs));
    }
  };

  for (const worker of await startAll(options)) add(worker);
  return {
    members: () => [...workers],
    dismiss: (worker) => void workers.delete(worker),
    async pick() {
      for (const deadline = Date.now() + longestWaitMs; Date.now() < deadline && !isStopping();) {
        const [least] = [...workers].sort((a, b) => a.running() - b.running());
        if (least !== undefined) return least;
        await Promise.race([new Promise<void>((resolve) => wake.push(resolve)), sleep(1_000)]);
      }
      throw new WorkerLostError('Cannot start the invocation: no worker process is alive');
    },
    async stop() {
      stopping.abort();
      await Promise.all([...workers].map((worker) => worker.stop()));
    },
  };
}
