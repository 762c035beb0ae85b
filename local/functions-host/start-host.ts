import { once } from 'node:events';
import type { Server } from 'node:http';
import { join } from 'node:path';
import { createDurableEngine, type DurableEngine } from '../durable/create-durable-engine.ts';
import type { PickFault } from '../faults/fault-dice.ts';
import { withActivityFaults } from '../faults/with-activity-faults.ts';
import { startWorkerPool, type WorkerPool } from '../worker/worker-pool.ts';
import { type AppSettings, loadAppSettings, type ServiceConnections } from './app-settings.ts';
import { createBoundInvoker } from './bindings/bound-invoker.ts';
import { createBindings } from './bindings/create-bindings.ts';
import { type HostSettings, loadHostSettings } from './host-settings.ts';
import { type HostState, openHostState } from './host-state.ts';
import { createHttpFront } from './http/http-front.ts';
import { type FunctionMetadata, type Invoker, triggerOf } from './invoker.ts';
import { createTrigger } from './triggers/create-trigger.ts';
import { assertBindingsServed } from './unsupported-bindings.ts';
import { messageOf, type Trigger } from './triggers/trigger.ts';

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
  /** Says which activities are to fail, on demand. */
  readonly pickFault?: PickFault | undefined;
  readonly report: (line: string) => void;
  /** What the app itself prints and logs. */
  readonly print: (text: string) => void;
}

export interface RunningHost {
  readonly url: string;
  readonly functions: readonly FunctionMetadata[];
  /** By function name; HTTP and Durable functions have none. */
  readonly triggers: ReadonlyMap<string, Trigger>;
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
  const { dataDirectory, port, report, pickFault } = options;
  return createDurableEngine({
    file: dataDirectory && join(dataDirectory, 'durable.sqlite'),
    invoker: pickFault === undefined ? pool : withActivityFaults(pool, pickFault),
    taskHubName: host.extensions.durableTask.hubName,
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

/** The environment comes before the file of settings, as with the Functions CLI. */
const workerCount = ({ values }: AppSettings): number =>
  Number(process.env.FUNCTIONS_WORKER_PROCESS_COUNT ?? values.FUNCTIONS_WORKER_PROCESS_COUNT ?? 1);

function startPool(options: HostOptions, settings: AppSettings, host: HostSettings): Promise<WorkerPool> {
  const { appDirectory, report, print } = options;
  return startWorkerPool({
    appDirectory,
    environment: environmentOf(settings),
    hostVersion,
    size: workerCount(settings),
    functionTimeoutMs: host.functionTimeoutMs,
    report,
    print,
    log: (line) =>
      (line.category === 'user' || line.level === 'error') &&
      print(`[${line.functionName ?? ''}] ${line.message}\n`),
  });
}

function createRunByHand(triggers: ReadonlyMap<string, Trigger>, report: (line: string) => void) {
  return (name: string, input: string | undefined): void => {
    const trigger = triggers.get(name);
    if (trigger === undefined)
      return report(`Function "${name}" is not run by hand: neither does the real host with its trigger`);
    trigger.run(input).catch((error: unknown) => report(`Function "${name}" failed: ${messageOf(error)}`));
  };
}

async function listen(front: Server, port: number): Promise<void> {
  front.listen(port, '127.0.0.1');
  await once(front, 'listening');
}

/** Everything around a loaded app: its bindings, triggers, HTTP and Durable engine. */
async function startAround(parts: Parts, settings: AppSettings): Promise<RunningHost> {
  const { options, host, pool, state, values } = parts;
  const { port, report } = options;
  assertBindingsServed(pool.functions);
  const engine = await startEngine(parts);
  const invoker = createBoundInvoker(pool, (metadata) =>
    createBindings(metadata, {
      values,
      queueEncoding: host.extensions.queues.messageEncoding,
      durableClient: engine && (() => engine.clientBinding()),
    }),
  );
  const triggers = createTriggers(parts, invoker);
  const front = createHttpFront({
    invoker,
    routePrefix: host.extensions.http.routePrefix,
    cors: settings.cors,
    key: options.key,
    homePage: settings.values.AzureWebJobsDisableHomepage?.toLowerCase() !== 'true',
    hostVersion,
    extensionBundle: host.extensionBundle,
    appDirectory: options.appDirectory,
    streamed: pool.streamed,
    runByHand: createRunByHand(triggers, report),
    durableWebhooks: engine && ((request, response) => engine.webhooks(request, response)),
    report,
  });
  await listen(front, port);
  await engine?.start();
  for (const trigger of triggers.values()) trigger.start();

  return {
    url: `http://127.0.0.1:${port}`,
    functions: pool.functions,
    triggers,
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

/** Starts the app in its worker processes, listens for HTTP, and starts what triggers its functions. */
export async function startHost(options: HostOptions): Promise<RunningHost> {
  const { appDirectory, report, dataDirectory } = options;
  const [settings, host] = await Promise.all([
    loadAppSettings(appDirectory, options.connections),
    loadHostSettings(appDirectory),
  ]);
  for (const line of host.ignored) report(line);
  const pool = await startPool(options, settings, host);
  const state = openHostState(dataDirectory && join(dataDirectory, 'host.sqlite'));
  const values = { ...process.env, ...settings.values };
  try {
    return await startAround({ options, host, pool, state, values }, settings);
  } catch (error) {
    await pool.stop();
    state.close();
    throw error;
  }
}
