import { ServiceBusClient } from '@azure/service-bus';

// A client to be dropped, in a process of its own, as the SDK keeps a timer of two minutes for a connection that fell.
const [connectionString = '', body] = process.argv.slice(2);
const client = new ServiceBusClient(connectionString, { retryOptions: { maxRetries: 0, timeoutInMs: 1500 } });
const outcome = await client
  .createSender('q')
  .sendMessages({ body })
  .then(
    () => 'sent',
    () => 'failed',
  );
process.stdout.write(outcome, () => process.exit());
