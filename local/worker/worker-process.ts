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
import { createPendingInvocations, type PendingInvocations } from './pending-invocations.ts';
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
    execArgv: ['--disable-warning=ExperimentalWarning', ...listNodeArguments(environment)],
  });
  child.stdout?.on('data', (data: Buffer) => print(data.toString()));
  child.stderr?.on('data', (data: Buffer) => print(data.toString()));
  return child;
}

/** As the real host takes them, from the app setting that its `languageWorkers:node:arguments` is on Linux. */
function listNodeArguments(environment: WorkerProcessOptions['environment']): string[] {
  return (environment.languageWorkers__node__arguments ?? '').split(' ').filter((word) => word !== '');
}

function send(child: ChildProcess, message: ToWorker): void {
  if (child.connected) child.send(message);
}

/** Settles what waits by the messages of the process; resolves when it has loaded the app. */
function untilLoaded(
  child: ChildProcess,
  pending: PendingInvocations,
  { log, appDirectory, hostVersion }: WorkerProcessOptions,
): Promise<LoadedApp> {
  return new Promise<LoadedApp>((resolve, reject) => {
    // For as long as it lives: a message to a process that has just died ends here, and its exit tells the rest.
    child.on('error', reject);
    child.once('exit', () =>
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
          return pending.resolve(message.id, message.result);
        case 'threw':
          return pending.reject(message.id, new InvocationFailedError(message.error));
        case 'log':
          return log(message.line);
        default:
          return message satisfies never;
      }
    });
    send(child, { kind: 'load', appDirectory, hostVersion });
  });
}

/** Starts a worker process and waits until it has loaded the app; rejects with AppLoadError where it cannot. */
export async function startWorkerProcess(options: WorkerProcessOptions): Promise<WorkerProcess> {
  const child = forkWorker(options);
  const pid = child.pid ?? 0;
  const pending = createPendingInvocations();
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => {
      pending.rejectAll(new WorkerLostError(`Cannot finish the invocation: worker process ${pid} has ended`));
      resolve();
    });
  });
  const loaded = await untilLoaded(child, pending, options);

  return {
    ...loaded,
    pid,
    ended,
    running: () => pending.size,
    invoke(id, functionName, input) {
      if (!child.connected)
        return Promise.reject(new WorkerLostError('Cannot start the invocation: the worker has ended'));
      const answer = pending.wait(id);
      send(child, { kind: 'invoke', id, functionName, input });
      return answer;
    },
    giveUp(id, error) {
      if (pending.reject(id, error)) child.kill('SIGKILL');
    },
    async stop(timeoutMs = 5_000) {
      send(child, { kind: 'stop' });
      const timer = setTimeout(() => child.kill('SIGKILL'), timeoutMs);
      await ended;
      clearTimeout(timer);
    },
  };
}

export const createInvocationId = (): string => randomUUID();
