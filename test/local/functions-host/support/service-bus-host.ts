import { fileURLToPath } from 'node:url';
import { startHost } from '../../../../local/functions-host/start-host.ts';
import { startServiceBus } from '../../../../local/service-bus/start-service-bus.ts';

// A process of its own: a client that waits for a session keeps its process alive for a minute after it is closed.
const bus = await startServiceBus({
  file: undefined,
  port: 0,
  entities: {
    queues: [
      { name: 'one' },
      { name: 'failing', maxDeliveryCount: 3 },
      { name: 'many' },
      { name: 'sessions', requiresSession: true },
      { name: 'many-sessions', requiresSession: true },
      { name: 'slow', lockDurationMs: 1_000 },
    ],
    topics: [{ name: 'events', subscriptions: [{ name: 'all' }] }],
  },
});
const host = await startHost({
  appDirectory: fileURLToPath(new URL('../fixtures/service-bus', import.meta.url)),
  port: Number(process.argv[2]),
  connections: { storage: '', cosmos: '', serviceBus: bus.connectionString },
  dataDirectory: undefined,
  key: undefined,
  report: (line) => console.log(line),
  print: (text) => process.stdout.write(text),
});

process.on('SIGTERM', () => {
  void host
    .stop()
    .then(() => bus.stop())
    .then(() => process.exit(0));
});
process.on('disconnect', () => process.exit(0));
process.send?.({ connectionString: bus.connectionString, workerPids: host.workerPids() });
