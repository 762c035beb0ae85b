import type { Registry } from 'prom-client';

let registry: Promise<Registry> | undefined;

/** Memory, CPU and event loop of this process, in the text format of Prometheus. What reads them is loaded when it is first asked for. */
export async function readProcessMetrics(): Promise<string> {
  registry ??= openRegistry();
  try {
    return await (await registry).metrics();
  } catch (error) {
    registry = undefined;
    throw error;
  }
}

async function openRegistry(): Promise<Registry> {
  // In the bundle it has no named exports.
  const { default: client } = await import('prom-client');
  const register = new client.Registry();
  client.collectDefaultMetrics({ register });
  return register;
}
