import {
  createTimeoutError,
  type InvocationInput,
  type InvocationOptions,
  type InvocationResult,
  type Invoker,
} from '../functions-host/invoker.ts';
import { startWorkerCrew, type WorkerCrewOptions } from './worker-crew.ts';
import { createInvocationId } from './worker-process.ts';

export interface WorkerPoolOptions extends WorkerCrewOptions {
  /** How long a function may run; beyond it the real host ends its process, and so does this one. */
  readonly functionTimeoutMs: number;
}

/** The app's processes behind one door. */
export interface WorkerPool extends Invoker {
  pids(): readonly number[];
  /** Whether the app takes HTTP as streams. */
  readonly streamed: boolean;
  stop(): Promise<void>;
}

/** Node's timers wait no longer than this. */
const longestTimerMs = 2 ** 31 - 1;

/** Starts the app in its processes. Invocations go to the least busy one; with none alive they wait for the next. */
export async function startWorkerPool(options: WorkerPoolOptions): Promise<WorkerPool> {
  const { functionTimeoutMs } = options;
  const crew = await startWorkerCrew(options);
  const [first] = crew.members();

  return {
    functions: first?.functions ?? [],
    streamed: first?.httpUri !== undefined,
    pids: () => crew.members().map((worker) => worker.pid),
    stop: () => crew.stop(),
    async invoke(
      functionName: string,
      input: InvocationInput,
      given: InvocationOptions = {},
    ): Promise<InvocationResult> {
      const worker = await crew.pick();
      given.signal?.throwIfAborted();
      const invocationId = createInvocationId();
      given.onAssigned?.({ invocationId, httpUri: worker.httpUri });
      const giveUp = () => {
        crew.dismiss(worker);
        worker.giveUp(invocationId, createTimeoutError(functionName, functionTimeoutMs));
      };
      const timer = setTimeout(giveUp, Math.min(functionTimeoutMs, longestTimerMs));
      return worker.invoke(invocationId, functionName, input).finally(() => clearTimeout(timer));
    },
  };
}
