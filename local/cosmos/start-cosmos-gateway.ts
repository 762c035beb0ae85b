import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import type { RequestListener, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import { dirname } from 'node:path';
import type { FaultRegistry } from '../faults/fault-registry.ts';
import { withFaults } from '../faults/with-faults.ts';
import { answerRequest } from './answer-request.ts';
import { CosmosError } from './cosmos-error.ts';
import { createDocumentFactory } from './document-factory.ts';
import type { GatewayReply } from './gateway-request.ts';
import { readRequest } from './gateway-request.ts';
import { createItemOperations } from './item-operations.ts';
import type { ItemRequestDeps } from './item-requests.ts';
import { listenLocally } from './listen-locally.ts';
import { openStore } from './open-store.ts';
import { createRequestUnitBudget } from './request-units.ts';

export interface CosmosGatewayOptions {
  /** The SQLite file that holds everything; undefined = in memory. */
  readonly file: string | undefined;
  /** 0 takes a free one. */
  readonly port: number;
  /** Past it, requests and operations of bulk requests get 429; undefined = no limit. */
  readonly requestUnitsPerSecond?: number;
  /** What is to go wrong, for tests. */
  readonly faults?: Pick<FaultRegistry, 'pick'>;
}

export interface CosmosGateway {
  readonly url: string;
  readonly connectionString: string;
  stop(): Promise<void>;
}

/** Published with the emulator; it protects nothing. */
const accountKey = 'C2y6yDjf5/R+ob0N8A7Cgv30VRDJIWEHLM+4QDU5DE2nQ9nDuVTqobD4b8mGGyPMbIZnqyMsEcaGQy67XIw/Jw==';
const purgeIntervalMs = 30_000;
/** Longer than clients keep an idle connection. */
const keepAliveTimeoutMs = 75_000;

/** Starts the Cosmos DB (NoSQL) gateway on 127.0.0.1 over plain HTTP. Throws when the port is in use. */
export async function startCosmosGateway({
  file,
  port,
  requestUnitsPerSecond,
  faults,
}: CosmosGatewayOptions): Promise<CosmosGateway> {
  if (file !== undefined) mkdirSync(dirname(file), { recursive: true });
  const store = openStore(file);
  const documents = createDocumentFactory(store.items);
  const budget = createRequestUnitBudget(requestUnitsPerSecond);
  const operations = createItemOperations({ items: store.items, documents, budget });
  const listener = createListener({ store, operations, budget }, () => `0:-1#${documents.lastLsn()}`);
  const server = createServer(
    { keepAliveTimeout: keepAliveTimeoutMs },
    faults === undefined ? listener : withFaults('cosmos', faults.pick, listener),
  );
  const listening = await listenLocally(server, port, 'Cosmos DB').catch((error: unknown) => {
    store.close();
    throw error;
  });
  const purge = setInterval(() => store.items.deleteExpired(), purgeIntervalMs).unref();
  const url = `http://127.0.0.1:${listening}`;
  return {
    url,
    connectionString: `AccountEndpoint=${url}/;AccountKey=${accountKey};`,
    async stop() {
      clearInterval(purge);
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
      store.close();
    },
  };
}

function createListener(deps: ItemRequestDeps, sessionToken: () => string): RequestListener {
  return (message, response) => {
    readRequest(message)
      .then((request) => answerRequest(deps, request))
      .catch(toErrorReply)
      .then((reply) => send(response, reply, sessionToken()))
      .catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined));
  };
}

function toErrorReply(error: unknown): GatewayReply {
  if (!(error instanceof CosmosError)) {
    console.error('The Cosmos DB gateway failed to answer a request:', error);
    return {
      status: 500,
      body: JSON.stringify({
        code: 'InternalServerError',
        message: 'Cannot answer: an unexpected error occurred',
      }),
    };
  }
  const { status, code, message, substatus, retryAfterMs } = error;
  return {
    status,
    body: JSON.stringify({ code, message }),
    headers: {
      ...(substatus === undefined ? {} : { 'x-ms-substatus': String(substatus) }),
      ...(retryAfterMs === undefined ? {} : { 'x-ms-retry-after-ms': String(retryAfterMs) }),
    },
  };
}

function send(
  response: ServerResponse,
  { status, body, headers, charge }: GatewayReply,
  sessionToken: string,
): void {
  response.writeHead(status, {
    'content-type': 'application/json',
    'x-ms-request-charge': String(charge ?? 0),
    'x-ms-activity-id': randomUUID(),
    'x-ms-session-token': sessionToken,
    ...headers,
  });
  response.end(body);
}
