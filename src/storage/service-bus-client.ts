import { DefaultAzureCredential } from '@azure/identity';
import { ServiceBusClient } from '@azure/service-bus';
import type { ServiceConnection } from './service-connection.ts';

/** Opens no connection by itself. */
export function createServiceBusClient(connection: ServiceConnection, timeoutMs: number): ServiceBusClient {
  const options = { retryOptions: { maxRetries: 2, timeoutInMs: timeoutMs } };
  return 'connectionString' in connection
    ? new ServiceBusClient(connection.connectionString, options)
    : new ServiceBusClient(connection.endpoint, new DefaultAzureCredential(), options);
}
