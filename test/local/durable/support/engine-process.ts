// Runs an engine with the real SDK and the orchestrations beside it, until its parent is gone. Prints where it is.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createDurableEngine } from '../../../../local/durable/create-durable-engine.ts';
import { installInvoker } from './in-process-invoker.ts';

const invoker = installInvoker();
await import(process.env.APP === 'recorded' ? './recorded-app.ts' : './orchestrations.ts');

const server = createServer((request, response) => engine.webhooks(request, response));
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const { port } = server.address() as AddressInfo;
const engine = await createDurableEngine({
  file: process.argv[2],
  invoker,
  taskHubName: 'TestHub',
  hostJson: JSON.parse(process.env.HOST_JSON ?? '{}') as unknown,
  webhookBaseUrl: `http://127.0.0.1:${port}`,
  log: (line) => console.error(line),
});
await engine.start();
const { rpcBaseUrl } = JSON.parse(engine.clientBinding()) as { rpcBaseUrl: string };
console.log(JSON.stringify({ baseUrl: `http://127.0.0.1:${port}/runtime/webhooks/durabletask`, rpcBaseUrl }));
process.on('message', () => void engine.stop().then(() => process.exit(0)));
process.on('disconnect', () => process.exit(1));
