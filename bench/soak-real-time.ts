/**
 * A million requests for churn at the app's own handler over plain HTTP, then a tenth of that at the whole product behind
 * the local Functions host: how much memory grows after the first 100,000, or the first half of fewer than twice as many,
 * and whether a request fails. Exits with 1 where one does, or memory grows by more than a twentieth.
 * `npm run build && node bench/soak-real-time.ts`; ONSCORE_SOAK_REQUESTS makes it shorter.
 */
import { listDescendants } from '../test/e2e/support/processes.ts';
import { startProduct } from '../test/e2e/support/product.ts';
import { describeMachine } from './machine.ts';
import { startServer } from './real-time/server-process.ts';
import { soak } from './soak/soak.ts';

const requests = Number(process.env.ONSCORE_SOAK_REQUESTS ?? 1_000_000);

console.log(describeMachine());
const server = await startServer('our-server.ts');
const plain = await soak({
  name: 'the handler over plain HTTP',
  url: server.url,
  requests,
  listPids: () => Promise.resolve([server.pid]),
}).finally(server.stop);

const product = await startProduct();
const hosted = await soak({
  name: 'the product behind the host',
  url: product.url,
  requests: Math.round(requests / 10),
  listPids: async () => [product.pid, ...(await listDescendants(product.pid)).map(({ pid }) => pid)],
}).finally(() => product.stop());

process.exitCode = plain && hosted ? 0 : 1;
