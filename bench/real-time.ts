/**
 * One record a request, at 1, 8 and 64 connections, with churn (19 inputs) and clothing (a picture): the app's own handler
 * over plain HTTP against fastify and onnxruntime-node as anyone would write it; then the product behind the local
 * Functions host against a function that does nothing there; then how long liveness takes while a heavy model is saturated.
 * `npm run build && node bench/real-time.ts [--rounds 3] [--seconds 2] [--models churn,clothing] [--parts plain,host,heavy]`
 */
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { listDescendants } from '../test/e2e/support/processes.ts';
import { type Product, startProduct } from '../test/e2e/support/product.ts';
import { describeMachine } from './machine.ts';
import { printLiveness } from './real-time/liveness.ts';
import { printPairs } from './real-time/print-pairs.ts';
import { type ServerProcess, startServer } from './real-time/server-process.ts';

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '2' },
    models: { type: 'string', default: 'churn,clothing' },
    connections: { type: 'string', default: '1,8,64' },
    parts: { type: 'string', default: 'plain,host,heavy' },
  },
});
const parts = options.parts.split(',');
const plan = {
  models: options.models.split(','),
  connections: options.connections.split(',').map(Number),
  rounds: Number(options.rounds),
  seconds: Number(options.seconds),
};

const toContestant = (name: string, { url, pid }: ServerProcess) => ({
  name,
  url,
  listPids: () => Promise.resolve([pid]),
});
const toHosted = (name: string, { url, pid }: Product) => ({
  name,
  url,
  listPids: async () => [pid, ...(await listDescendants(pid)).map((process) => process.pid)],
});

console.log(describeMachine());
if (parts.includes('plain')) {
  const naive = await startServer('naive-server.ts');
  const ours = await startServer('our-server.ts');
  try {
    await printPairs(
      [toContestant('fastify + onnxruntime-node', naive), toContestant('onscore', ours)],
      plan,
    );
  } finally {
    await Promise.all([naive.stop(), ours.stop()]);
  }
}
if (parts.includes('host')) {
  const nothing = await startProduct({
    appDirectory: fileURLToPath(new URL('nothing-app', import.meta.url)),
  });
  const product = await startProduct();
  try {
    await printPairs(
      [toHosted('nothing, behind the host', nothing), toHosted('onscore, behind the host', product)],
      plan,
    );
  } finally {
    await Promise.all([product.stop(), nothing.stop()]);
  }
}
if (parts.includes('heavy')) await printLiveness(plan.seconds);
