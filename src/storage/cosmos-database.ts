import { CosmosClient, type CosmosClientOptions, type Database } from '@azure/cosmos';
import { appIdentity } from './app-identity.ts';
import type { ServiceConnection } from './service-connection.ts';

const databaseName = 'onscore';

const options: CosmosClientOptions = {
  connectionPolicy: {
    requestTimeout: 30_000,
    retryOptions: { maxRetryAttemptCount: 20, fixedRetryIntervalInMilliseconds: 0, maxWaitTimeInSeconds: 60 },
  },
};

/** Opens no connection by itself. */
export function createCosmosDatabase(connection: ServiceConnection): Database {
  const client =
    'connectionString' in connection
      ? new CosmosClient({ ...options, connectionString: connection.connectionString })
      : new CosmosClient({
          ...options,
          endpoint: connection.endpoint,
          aadCredentials: appIdentity,
        });
  return client.database(databaseName);
}
