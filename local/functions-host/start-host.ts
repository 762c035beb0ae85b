import { once } from 'node:events';
import { join } from 'node:path';
import { createDurableEngine, type DurableEngine } from '../durable/create-durable-engine.ts';
import { startWorkerPool, type WorkerPool } from '../worker/worker-pool.ts';
import { type AppSettings, loadAppSettings, type ServiceConnections } from './app-settings.ts';
import { createBoundInvoker } from './bindings/bound-invoker.ts';
import { createBindings } from './bindings/create-bindings.ts';
import { type HostSettings, loadHostSettings } from './host-settings.ts';
import { type HostState, openHostState } from './host-state.ts';
import { createHttpFront } from './http/http-front.ts';
import { type FunctionMetadata, type Invoker, triggerOf } from './invoker.ts';
import { createTrigger } from './triggers/create-trigger.ts';
import { listUnserved } from './unsupported-bindings.ts';
import type { Trigger } from './triggers/trigger.ts';

/** The version of the Functions host that the recordings were made with. */
export const hostVersion = '4.1037.0.0';

export interface HostOptions {
  readonly appDirectory: string;
  readonly port: number;
  readonly connections: ServiceConnections;
  /** Where the state is kept; undefined keeps none. */
  readonly dataDirectory: string | undefined;
  /** Asked of callers where a function wants a key; undefined asks none. */
  readonly key: string | undefined;
  readonly report: (line: string) => void;
  /** What the app itself prints and logs. */
  readonly print: (text: string) => void;
}

export interface RunningHost {
  readonly url: string;
  readonly functions: readonly FunctionMetadata[];
  readonly triggers: readonly Trigger[];
  workerPids(): readonly number[];
  stop(): Promise<void>;
}

const environmentOf = (settings: AppSettings): Record<string, string> => ({
  ...Object.fromEntries(
    Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  ),
  AZURE_FUNCTIONS_ENVIRONMENT: 'Development',
  FUNCTIONS_WORKER_RUNTIME: 'node',
  ...settings.values,
});

const hasDurable = (functions: readonly FunctionMetadata[]) =>
  functions.some((metadata) => /^(orchestration|activity)Trigger$/.test(triggerOf(metadata).type));

interface Parts {
  readonly options: HostOptions;
  readonly host: HostSettings;
  readonly pool: WorkerPool;
  readonly state: HostState;
  /** The app's settings over the environment. */
  readonly values: Readonly<Record<string, string | undefined>>;
}

async function startEngine({ options, host, pool }: Parts): Promise<DurableEngine | undefined> {
  if (!hasDurable(pool.functions)) return undefined;
  const { dataDirectory, port, report } = options;
  return createDurableEngine({
    file: dataDirectory && join(dataDirectory, 'durable.sqlite'),
    invoker: pool,
    taskHubName: String(host.extensions.durableTask.hubName ?? 'TestHubName'),
    hostJson: host.raw,
    webhookBaseUrl: `http://127.0.0.1:${port}`,
    log: report,
  });
}

function createTriggers({ options, host, state, values }: Parts, invoker: Invoker) {
  return new Map(
    invoker.functions.flatMap((metadata) => {
      const { report } = options;
      const trigger = createTrigger({ metadata, invoker, state, settings: host, values, report });
      return trigger === undefined ? [] : [[metadata.name, trigger] as const];
    }),
  );
}

/** Starts the app in its worker processes, listens for HTTP, and starts what triggers its functions. */
export async function startHost(options: HostOptions): Promise<RunningHost> {
  const { appDirectory, report, port } = options;
  const [settings, host] = await Promise.all([
    loadAppSettings(appDirectory, options.connections),
    loadHostSettings(appDirectory),
  ]);
  for (const line of host.ignored) report(line);
  const pool = await startWorkerPool({
    appDirectory,
    environment: environmentOf(settings),
    hostVersion,
    size: Number(
      settings.values.FUNCTIONS_WORKER_PROCESS_COUNT ?? process.env.FUNCTIONS_WORKER_PROCESS_COUNT ?? 1,
    ),
    functionTimeoutMs: host.functionTimeoutMs,
    report,
    print: options.print,
    log: (line) =>
      (line.category === 'user' || line.level === 'error') &&
      options.print(`[${line.functionName ?? ''}] ${line.message}\n`),
  });
  for (const line of listUnserved(pool.functions)) report(line);
  const state = openHostState(options.dataDirectory && join(options.dataDirectory, 'host.sqlite'));
  const parts: Parts = { options, host, pool, state, values: { ...process.env, ...settings.values } };
  const engine = await startEngine(parts);
  const invoker = createBoundInvoker(pool, (metadata) =>
    createBindings(metadata, {
      values: parts.values,
      queueEncoding: host.extensions.queues.messageEncoding,
      durableClient: engine && (() => engine.clientBinding()),
    }),
  );
  const triggers = createTriggers(parts, invoker);

  const runByHand = (name: string, input: string | undefined) => {
    const trigger = triggers.get(name);
    if (trigger === undefined)
      return report(`Function "${name}" is not run by hand: neither does the real host with its trigger`);
    trigger
      .run(input)
      .catch((error: unknown) =>
        report(`Function "${name}" failed: ${error instanceof Error ? error.message : String(error)}`),
      );
  };
  const front = createHttpFront({
    invoker,
    routePrefix: host.extensions.http.routePrefix,
    cors: settings.cors,
    key: options.key,
    homePage: settings.values.AzureWebJobsDisableHomepage?.toLowerCase() !== 'true',
    hostVersion,
    extensionBundle: host.extensionBundle,
    appDirectory,
    streamed: pool.streamed,
    runByHand,
    durableWebhooks: engine && ((request, response) => engine.webhooks(request, response)),
    report,
  });
  front.listen(port, '127.0.0.1');
  await once(front, 'listening');
  await engine?.start();
  await Promise.all([...triggers.values()].map((trigger) => trigger.start()));

  return {
    url: `http://127.0.0.1:${port}`,
    functions: pool.functions,
    triggers: [...triggers.values()],
    workerPids: () => pool.pids(),
    async stop() {
      front.close();
      await Promise.all([...triggers.values()].map((trigger) => trigger.stop()));
      await engine?.stop();
      await pool.stop();
      front.closeAllConnections();
      state.close();
    },
  };
}
