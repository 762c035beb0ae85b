import { ServiceBusClient } from '@azure/service-bus';
import { appIdentity } from './app-identity.ts';
import type { ServiceConnection } from './service-connection.ts';

/** Opens no connection by itself. */
export function createServiceBusClient(connection: ServiceConnection, timeoutMs: number): ServiceBusClient {
  const options = { retryOptions: { maxRetries: 2, timeoutInMs: timeoutMs } };
  return 'connectionString' in connection
    ? new ServiceBusClient(connection.connectionString, options)
    : new ServiceBusClient(connection.endpoint, appIdentity, options);
}
