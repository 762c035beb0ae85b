/** Shows the main job: `npm run demo [-- --keep] [-- --port-base N]`. Starts everything here, scores, compares, stops. */
import { parseArgs } from 'node:util';
import { createApi } from './demo/api.ts';
import { showChurn } from './demo/churn.ts';
import { startProduct } from './demo/product.ts';

const defaultBlobPort = 10_000;

const options = { keep: { type: 'boolean', default: false }, 'port-base': { type: 'string' } } as const;

function parseFlags() {
  try {
    return parseArgs({ options }).values;
  } catch (cause) {
    const usage = 'Usage: npm run demo [-- --keep] [-- --port-base N]';
    throw new Error(`Cannot run the demo: ${toMessage(cause).split('. ')[0] ?? ''}\n${usage}`, { cause });
  }
}

async function runDemo(): Promise<void> {
  const values = parseFlags();
  const portBase = values['port-base'];
  console.log('Starting storage, Cosmos DB, Service Bus and the Functions host on this machine ...');
  const product = await startProduct([
    '--ephemeral',
    ...(portBase === undefined ? [] : ['--port-base', portBase]),
  ]);
  try {
    const blobPort = portBase === undefined ? defaultBlobPort : Number(portBase) + 1;
    await showChurn({ url: product.url, blobPort, api: createApi(product.url) });
    console.log(
      values.keep
        ? `\nStill running at ${product.url}: end it with Ctrl+C`
        : '\nStopping; `npm run demo -- --keep` leaves it running',
    );
    if (values.keep) await product.ended();
  } catch (thrown) {
    throw new Error(`${toMessage(thrown)}\n\nWhat the product printed last:\n${product.log()}`, {
      cause: thrown,
    });
  } finally {
    await product.stop();
  }
}

const toMessage = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown));

try {
  await runDemo();
} catch (thrown) {
  console.error(`\n${toMessage(thrown)}`);
  process.exitCode = 1;
}
