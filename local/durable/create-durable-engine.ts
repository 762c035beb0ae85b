import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Invoker } from '../functions-host/invoker.ts';
import { toClientBinding } from './api/client-binding.ts';
import { createInstanceClient } from './api/instance-client.ts';
import { createManagementUrls } from './api/management-urls.ts';
import { createApi } from './api/serve-api.ts';
import { createAppFunctions } from './app-functions.ts';
import { parseDurableSettings } from './durable-settings.ts';
import { createScheduler } from './schedule/create-scheduler.ts';
import { openStore } from './store/open-store.ts';
import { createHistoryCache } from './turn/history-cache.ts';
import { randomExecutionId } from './turn/start-execution.ts';
import type { TurnContext } from './turn/turn-context.ts';
import { createTickClock, ticksToMs } from './wire/ticks.ts';

export interface DurableEngineOptions {
  /** The SQLite file; undefined keeps everything in memory. */
  readonly file: string | undefined;
  readonly invoker: Invoker;
  readonly taskHubName: string;
  /** host.json as parsed JSON. */
  readonly hostJson: unknown;
  /** Where the host passes on what it gets under /runtime/webhooks/durabletask. */
  readonly webhookBaseUrl: string;
  /** The key that the URLs which are handed out carry; none by default. */
  readonly systemKey?: string;
  readonly log: (line: string) => void;
}

/** Durable Functions on this machine: runs orchestrators and activities, and keeps what they did in one file. */
export interface DurableEngine {
  /** Goes on with whatever the file has left to run. */
  readonly start: () => Promise<void>;
  /** Ends everything; what was running runs again after the next start. */
  readonly stop: () => Promise<void>;
  /** What a durableClient binding holds: JSON text. */
  readonly clientBinding: () => string;
  /** Serves the management API, under /runtime/webhooks/durabletask. */
  readonly webhooks: (request: IncomingMessage, response: ServerResponse) => void;
}

const webhookPath = '/runtime/webhooks/durabletask';
const rpcPath = '/durabletask';

export async function createDurableEngine(options: DurableEngineOptions): Promise<DurableEngine> {
  const { invoker, taskHubName, log, systemKey: key } = options;
  const store = openStore(options.file);
  const clock = createTickClock();
  const context: TurnContext = {
    store,
    cache: createHistoryCache(store.history),
    invoker,
    functions: createAppFunctions(invoker),
    settings: parseDurableSettings(options.hostJson),
    clock,
    // By the same clock that stamps messages: one that the system sets back must not hide them.
    nowMs: () => ticksToMs(clock()),
    newExecutionId: randomExecutionId,
    log,
  };
  const scheduler = createScheduler(context);
  const client = createInstanceClient(context, scheduler.wake);
  const baseUrl = toBaseUrl(options.webhookBaseUrl);
  const urls = createManagementUrls({ baseUrl, taskHubName, key });
  const rpc = createServer(createApi({ basePath: rpcPath, client, toUrls: () => urls, log }));
  const rpcOrigin = await listen(rpc);
  const toUrls = (origin: string): typeof urls =>
    createManagementUrls({ baseUrl: `${origin}${webhookPath}`, taskHubName, key });
  return {
    start() {
      scheduler.start();
      return Promise.resolve();
    },
    async stop() {
      await scheduler.stop();
      await close(rpc);
      store.close();
    },
    clientBinding: () =>
      toClientBinding({ taskHubName, urls, baseUrl, rpcBaseUrl: `${rpcOrigin}${rpcPath}/` }),
    webhooks: createApi({ basePath: webhookPath, client, toUrls, log }),
  };
}

function toBaseUrl(given: string): string {
  const url = given.replace(/\/+$/, '');
  return url.endsWith(webhookPath) ? url : `${url}${webhookPath}`;
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string')
    throw new Error('Cannot listen for Durable clients: no port');
  return `http://127.0.0.1:${address.port}`;
}

async function close(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeAllConnections();
  await closed;
}
