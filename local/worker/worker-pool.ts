import type {
  InvocationInput,
  InvocationOptions,
  InvocationResult,
  Invoker,
} from '../functions-host/invoker.ts';
import { createTimeoutError, WorkerLostError } from '../functions-host/invoker.ts';
import {
  createInvocationId,
  startWorkerProcess,
  type WorkerProcess,
  type WorkerProcessOptions,
} from './worker-process.ts';

export interface WorkerPoolOptions extends WorkerProcessOptions {
  readonly size: number;
  /** How long a function may run; beyond it the real host ends its process, and so does this one. */
  readonly functionTimeoutMs: number;
  readonly report: (line: string) => void;
}

/** The app's processes behind one door. */
export interface WorkerPool extends Invoker {
  pids(): readonly number[];
  /** Whether the app takes HTTP as streams. */
  readonly streamed: boolean;
  stop(): Promise<void>;
}

const firstDelayMs = 100;
const longestDelayMs = 10_000;
const longestWaitMs = 60_000;

const longestTimerMs = 2 ** 31 - 1;

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * Starts `size` worker processes with the same app and keeps that many: one that dies is replaced, with a growing
 * delay where the new one dies too. Invocations go to the least busy; with none alive they wait for the next.
 */
export async function startWorkerPool(options: WorkerPoolOptions): Promise<WorkerPool> {
  const stopping = new AbortController();
  const isStopping = () => stopping.signal.aborted;
  let wake: (() => void)[] = [];
  const workers = new Set<WorkerProcess>();

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

  const started = await Promise.allSettled(
    Array.from({ length: options.size }, () => startWorkerProcess(options)),
  );
  for (const result of started) if (result.status === 'fulfilled') add(result.value);
  const stop = async () => {
    stopping.abort();
    await Promise.all([...workers].map((worker) => worker.stop()));
  };
  const failed = started.find((result) => result.status === 'rejected');
  if (failed !== undefined) {
    await stop();
    throw failed.reason;
  }

  const pick = async (): Promise<WorkerProcess> => {
    for (const deadline = Date.now() + longestWaitMs; Date.now() < deadline && !isStopping();) {
      const [least] = [...workers].sort((a, b) => a.running() - b.running());
      if (least !== undefined) return least;
      await Promise.race([new Promise<void>((resolve) => wake.push(resolve)), sleep(1_000)]);
    }
    throw new WorkerLostError('Cannot start the invocation: no worker process is alive');
  };

  return {
    functions: [...workers][0]?.functions ?? [],
    streamed: [...workers][0]?.httpUri !== undefined,
    pids: () => [...workers].map((worker) => worker.pid),
    stop,
    async invoke(
      functionName: string,
      input: InvocationInput,
      given: InvocationOptions = {},
    ): Promise<InvocationResult> {
      const worker = await pick();
      given.signal?.throwIfAborted();
      const invocationId = createInvocationId();
      given.onAssigned?.({ invocationId, httpUri: worker.httpUri });
      const giveUp = () => {
        // Nothing more goes to a process that is about to end.
        workers.delete(worker);
        worker.giveUp(invocationId, createTimeoutError(functionName, options.functionTimeoutMs));
      };
      const timer = setTimeout(giveUp, Math.min(options.functionTimeoutMs, longestTimerMs));
      return worker.invoke(invocationId, functionName, input).finally(() => clearTimeout(timer));
    },
  };
}
