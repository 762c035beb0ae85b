/** Shows scenarios on the running product: starts everything here, scores, checks, stops. */
import { parseArgs } from 'node:util';
import { toPorts } from '../local/ports.ts';
import { createApi } from './demo/api.ts';
import { createDatabase } from './demo/database.ts';
import { type RunningProduct, startProduct } from './demo/product.ts';
import type { Scenario } from './demo/scenario.ts';
import { findScenario, scenarios, showAll } from './demo/scenarios.ts';
import { createStorage } from './demo/storage.ts';

const usage = 'Usage: npm run demo [-- [--scenario NAME | --all] [--keep] [--port-base N]]';
const defaultScenario = 'churn';

const options = {
  scenario: { type: 'string' },
  all: { type: 'boolean', default: false },
  keep: { type: 'boolean', default: false },
  'port-base': { type: 'string' },
} as const;

interface Choice {
  readonly chosen: readonly Scenario[];
  readonly keep: boolean;
  readonly portBase: number | undefined;
}

function parseChoice(): Choice {
  const { scenario, all, keep, 'port-base': portBase } = parseFlags();
  if (all && scenario !== undefined)
    throw new Error(`Cannot run the demo: --all and --scenario exclude each other\n${usage}`);
  return {
    chosen: all ? scenarios : [findScenario(scenario ?? defaultScenario)],
    keep,
    portBase: portBase === undefined ? undefined : Number(portBase),
  };
}

function parseFlags() {
  try {
    return parseArgs({ options }).values;
  } catch (cause) {
    throw new Error(`Cannot run the demo: ${toMessage(cause).split('. ')[0] ?? ''}\n${usage}`, { cause });
  }
}

async function runDemo(): Promise<void> {
  const { chosen, keep, portBase } = parseChoice();
  console.log('Starting storage, Cosmos DB, Service Bus and the Functions host on this machine ...');
  const product = await startProduct([
    '--ephemeral',
    ...(portBase === undefined ? [] : ['--port-base', String(portBase)]),
  ]);
  try {
    await show(product, { chosen, keep, portBase });
    console.log(
      keep
        ? `\nStill running at ${product.url}: end it with Ctrl+C`
        : '\nStopping; `npm run demo -- --keep` leaves it running',
    );
    if (keep) await product.ended();
  } catch (thrown) {
    throw new Error(`${toMessage(thrown)}\n\nWhat the product printed last:\n${product.log()}`, {
      cause: thrown,
    });
  } finally {
    await product.stop();
  }
}

async function show({ url }: RunningProduct, { chosen, portBase }: Choice): Promise<void> {
  const ports = toPorts(portBase);
  const api = createApi(url);
  const product = {
    url,
    api,
    storage: createStorage(ports.blob),
    database: createDatabase(ports.cosmos),
    serviceBusPort: ports.serviceBus,
  };
  await api.untilReady();
  const [only] = chosen;
  if (chosen.length === 1 && only !== undefined) await only.show(product);
  else await showAll(product, chosen);
}

const toMessage = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown));

try {
  await runDemo();
} catch (thrown) {
  console.error(`\n${toMessage(thrown)}`);
  process.exitCode = 1;
}
// The client of Service Bus keeps timers for a minute after it has closed.
process.exit();
