import { type AppRegistry, installFunctionsCore } from './functions-core.ts';
import { listenOnLoopback } from './listen-on-loopback.ts';
import { loadApp } from './load-app.ts';
import { createInvocationRunner } from './run-invocation.ts';
import { type FromWorker, type ToWorker, toThrownError } from './worker-messages.ts';

/** A process that holds the app: it loads it, runs its functions, and ends when the host has gone. */
const send = (message: FromWorker): void => {
  if (process.connected) process.send?.(message);
};

let registry: AppRegistry | undefined;
let runInvocation: ReturnType<typeof createInvocationRunner> | undefined;

async function load(appDirectory: string, hostVersion: string): Promise<void> {
  registry = installFunctionsCore(hostVersion, (line) => send({ kind: 'log', line }));
  runInvocation = createInvocationRunner(registry, (line) => send({ kind: 'log', line }));
  await loadApp(appDirectory);
  const capabilities = await registry.programmingModel()?.getCapabilities({});
  await registry.runHooks('appStart', { hookData: {}, appHookData: {}, functionAppDirectory: appDirectory });
  const functions = [...registry.functions.values()].map(({ metadata }) => metadata);
  send({ kind: 'loaded', functions, httpUri: capabilities?.HttpUri });
}

async function invoke(message: Extract<ToWorker, { kind: 'invoke' }>): Promise<void> {
  const { id } = message;
  try {
    if (runInvocation === undefined) throw new Error('Cannot run a function: no app is loaded');
    send({ kind: 'returned', id, result: await runInvocation(message) });
  } catch (error) {
    send({ kind: 'threw', id, error: toThrownError(error) });
  }
}

async function stop(): Promise<void> {
  await registry?.runHooks('appTerminate', { hookData: {}, appHookData: {} }).catch(() => undefined);
  process.exit(0);
}

function receive(message: ToWorker): void {
  switch (message.kind) {
    case 'load':
      load(message.appDirectory, message.hostVersion).catch((error: unknown) =>
        send({ kind: 'loadFailed', error: toThrownError(error) }),
      );
      return;
    case 'invoke':
      void invoke(message);
      return;
    case 'stop':
      void stop();
      return;
    default:
      message satisfies never;
  }
}

listenOnLoopback();
process.on('message', receive);
process.on('disconnect', () => process.exit(0));
// A terminal's Ctrl+C reaches the whole group; the host decides when its workers end.
process.on('SIGINT', () => undefined);
