import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import {
  type FunctionMetadata,
  InvocationFailedError,
  type InvocationInput,
  type InvocationResult,
  WorkerLostError,
} from '../functions-host/invoker.ts';
import type { FromWorker, LogLine, ThrownError, ToWorker } from './worker-messages.ts';

export interface WorkerProcessOptions {
  readonly appDirectory: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly hostVersion: string;
  readonly log: (line: LogLine) => void;
  /** Text that the app prints by itself. */
  readonly print: (text: string) => void;
}

export interface LoadedApp {
  readonly functions: readonly FunctionMetadata[];
  /** Where the app takes streamed HTTP, if it asked for streams. */
  readonly httpUri: string | undefined;
}

/** One process of the app, seen from the host. */
export interface WorkerProcess extends LoadedApp {
  readonly pid: number;
  /** Invocations that run now. */
  running(): number;
  invoke(id: string, functionName: string, input: InvocationInput): Promise<InvocationResult>;
  /** Ends the process for an invocation that will not end: it rejects with `error`, the others as lost. */
  giveUp(id: string, error: Error): void;
  /** Resolves when the process has ended, by whatever hand. */
  readonly ended: Promise<void>;
  /** Runs the app's appTerminate hooks, then ends the process; kills it after `timeoutMs`. */
  stop(timeoutMs?: number): Promise<void>;
}

interface Pending {
  readonly resolve: (result: InvocationResult) => void;
  readonly reject: (error: Error) => void;
}

const workerFile = fileURLToPath(new URL('./worker-main.ts', import.meta.url));

/** The app could not be loaded: the message is the app's own. */
export class AppLoadError extends Error {
  override readonly name = 'AppLoadError';

  constructor(thrown: ThrownError) {
    super(`Cannot load the app: ${thrown.message}\n${thrown.stack}`);
  }
}

function forkWorker({ appDirectory, environment, print }: WorkerProcessOptions): ChildProcess {
  const child = fork(workerFile, [], {
    cwd: appDirectory,
    env: environment,
    serialization: 'advanced',
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    execArgv: ['--enable-source-maps', '--disable-warning=ExperimentalWarning'],
  });
  child.stdout?.on('data', (data: Buffer) => print(data.toString()));
  child.stderr?.on('data', (data: Buffer) => print(data.toString()));
  return child;
}

/** Starts a worker process and waits until it has loaded the app; rejects with AppLoadError where it cannot. */
export async function startWorkerProcess(options: WorkerProcessOptions): Promise<WorkerProcess> {
  const child = forkWorker(options);
  const pending = new Map<string, Pending>();
  const send = (message: ToWorker): void => {
    if (child.connected) child.send(message);
  };

  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => {
      for (const { reject } of pending.values())
        reject(
          new WorkerLostError(`Cannot finish the invocation: worker process ${child.pid ?? 0} has ended`),
        );
      pending.clear();
      resolve();
    });
  });

  const settle = (id: string, end: (waiting: Pending) => void) => {
    const waiting = pending.get(id);
    pending.delete(id);
    if (waiting !== undefined) end(waiting);
  };

  const loaded = await new Promise<LoadedApp>((resolve, reject) => {
    child.once('error', reject);
    void ended.then(() =>
      reject(new AppLoadError({ name: 'Error', message: 'its process has ended', stack: '' })),
    );
    child.on('message', (message: FromWorker) => {
      switch (message.kind) {
        case 'loaded':
          return resolve(message);
        case 'loadFailed':
          reject(new AppLoadError(message.error));
          return child.kill('SIGKILL');
        case 'returned':
          return settle(message.id, (waiting) => waiting.resolve(message.result));
        case 'threw':
          return settle(message.id, (waiting) => waiting.reject(new InvocationFailedError(message.error)));
        case 'log':
          return options.log(message.line);
        default:
          return message satisfies never;
      }
    });
    send({ kind: 'load', appDirectory: options.appDirectory, hostVersion: options.hostVersion });
  });

  return {
    ...loaded,
    pid: child.pid ?? 0,
    ended,
    running: () => pending.size,
    invoke: (id, functionName, input) =>
      new Promise((resolve, reject) => {
        if (!child.connected)
          return reject(new WorkerLostError('Cannot start the invocation: the worker has ended'));
        pending.set(id, { resolve, reject });
        child.send({ kind: 'invoke', id, functionName, input } satisfies ToWorker);
      }),
    giveUp(id, error) {
      settle(id, (waiting) => {
        waiting.reject(error);
        child.kill('SIGKILL');
      });
    },
    async stop(timeoutMs = 5_000) {
      send({ kind: 'stop' });
      const timer = setTimeout(() => child.kill('SIGKILL'), timeoutMs);
      await ended;
      clearTimeout(timer);
    },
  };
}

export const createInvocationId = (): string => randomUUID();
