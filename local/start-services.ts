import { join } from 'node:path';
import type { ServiceConnections } from './functions-host/app-settings.ts';
import { startAzurite } from './azurite/start-azurite.ts';
import { startCosmosGateway } from './cosmos/start-cosmos-gateway.ts';
import type { PickFault } from './faults/fault-dice.ts';
import { createFaultRegistry } from './faults/fault-registry.ts';
import { startFaultApi } from './faults/start-fault-api.ts';
import { lockDirectory } from './lock-directory.ts';
import { type Ports } from './ports.ts';
import { provisionResources, resources } from './resources.ts';
import { startServiceBus } from './service-bus/start-service-bus.ts';

export interface ServicesOptions {
  readonly ports: Ports;
  /** Where the state is kept; undefined keeps none. */
  readonly dataDirectory: string | undefined;
  /** Opens the admin API that makes the services fail on demand. */
  readonly failsOnDemand: boolean;
  readonly requestUnitsPerSecond?: number | undefined;
}

export interface RunningServices {
  readonly connections: ServiceConnections;
  readonly pickFault: PickFault;
  stop(): Promise<void>;
}

/** Storage, Cosmos DB and Service Bus on this machine, with everything in them that the product needs. */
export async function startServices(options: ServicesOptions): Promise<RunningServices> {
  const { ports, dataDirectory } = options;
  const lock = dataDirectory === undefined ? undefined : lockDirectory(dataDirectory);
  const faults = createFaultRegistry();
  const [azurite, cosmos, serviceBus] = await Promise.all([
    startAzurite({
      dataDirectory: dataDirectory && join(dataDirectory, 'azurite'),
      blobPort: ports.blob,
      queuePort: ports.queue,
      tablePort: ports.table,
      faults,
    }),
    startCosmosGateway({
      file: dataDirectory && join(dataDirectory, 'cosmos.sqlite'),
      port: ports.cosmos,
      ...(options.requestUnitsPerSecond && { requestUnitsPerSecond: options.requestUnitsPerSecond }),
      faults,
    }),
    startServiceBus({
      file: dataDirectory && join(dataDirectory, 'service-bus.sqlite'),
      port: ports.serviceBus,
      entities: resources.serviceBus,
      faults,
    }),
  ]);
  await provisionResources(azurite.connectionString, cosmos.connectionString);
  const api = options.failsOnDemand
    ? await startFaultApi({ registry: faults, port: ports.faults })
    : undefined;
  return {
    connections: {
      storage: azurite.connectionString,
      cosmos: cosmos.connectionString,
      serviceBus: serviceBus.connectionString,
    },
    pickFault: faults.pick,
    stop: async () => {
      await Promise.all([api?.stop(), azurite.stop(), cosmos.stop(), serviceBus.stop()]);
      lock?.release();
    },
  };
}

const accountKey = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';
const cosmosKey = 'C2y6yDjf5/R+ob0N8A7Cgv30VRDJIWEHLM+4QDU5DE2nQ9nDuVTqobD4b8mGGyPMbIZnqyMsEcaGQy67XIw/Jw==';

/** How to reach services that another process has started on these ports. The keys are the published development ones. */
export function toConnections({ blob, queue, table, cosmos, serviceBus }: Ports): ServiceConnections {
  const account = 'devstoreaccount1';
  const endpoint = (name: string, port: number) => `${name}Endpoint=http://127.0.0.1:${port}/${account};`;
  return {
    storage:
      `DefaultEndpointsProtocol=http;AccountName=${account};AccountKey=${accountKey};` +
      endpoint('Blob', blob) +
      endpoint('Queue', queue) +
      endpoint('Table', table),
    cosmos: `AccountEndpoint=http://127.0.0.1:${cosmos}/;AccountKey=${cosmosKey};`,
    serviceBus: `Endpoint=sb://127.0.0.1:${serviceBus};SharedAccessKeyName=RootManageSharedAccessKey;SharedAccessKey=SAS_KEY_VALUE;UseDevelopmentEmulator=true`,
  };
}
