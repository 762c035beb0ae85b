import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

/** What `npm start` was asked for. */
export interface StartCommand {
  readonly portBase: number | undefined;
  /** Undefined keeps no state. */
  readonly dataDirectory: string | undefined;
  readonly appDirectory: string;
  readonly runsServices: boolean;
  readonly runsApp: boolean;
  /** Asks for function keys, as Azure does. */
  readonly asksKeys: boolean;
  /** Opens the admin API that makes the services fail on demand. */
  readonly failsOnDemand: boolean;
  /** What Cosmos DB takes; undefined has no limit. */
  readonly requestUnitsPerSecond: number | undefined;
  /** Loads the app anew when its files change. */
  readonly watches: boolean;
}

export const usage = `Usage: npm start -- [options]

  --port-base N     app on N, blob N+1, queue N+2, table N+3, Cosmos DB N+4, Service Bus N+5
  --data DIR        keep the state there (default .onscore)
  --ephemeral       keep no state
  --app-only        only the app, against services that run already on the same ports
  --services-only   only the services
  --app DIR         another built Functions v4 app instead of this one
  --watch           load the app anew when its files change
  --auth            ask for function keys, as Azure does
  --cosmos-ru N     Cosmos DB takes N request units a second, and answers 429 above
  --faults          open the admin API that makes the services fail on demand, on N+6 (default 7077)
  --help            this text`;

function parsePort(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1024 || port > 65_000)
    throw new Error(`Cannot start: --port-base is "${text}", expected a number from 1024 to 65000`);
  return port;
}

/** The service itself sells no less than 400. */
function parseUnits(text: string): number {
  const units = Number(text);
  if (!Number.isInteger(units) || units < 400 || units > 1_000_000)
    throw new Error(`Cannot start: --cosmos-ru is "${text}", expected a number from 400 to 1000000`);
  return units;
}

const options = {
  'port-base': { type: 'string' },
  data: { type: 'string' },
  ephemeral: { type: 'boolean', default: false },
  'app-only': { type: 'boolean', default: false },
  'services-only': { type: 'boolean', default: false },
  app: { type: 'string' },
  auth: { type: 'boolean', default: false },
  'cosmos-ru': { type: 'string' },
  faults: { type: 'boolean', default: false },
  watch: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

function parseFlags(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    const [what = ''] = (error instanceof Error ? error.message : String(error)).split('. ');
    throw new Error(`Cannot start: ${what.replace(/^U/, 'u')}; --help lists the options`, { cause: error });
  }
}

/** Reads the command line; throws with a message for people where it makes no sense. Undefined: help was asked for. */
export function parseCommandLine(args: readonly string[], root: string): StartCommand | undefined {
  const values = parseFlags(args);
  if (values.help) return undefined;
  if (values['app-only'] && values['services-only'])
    throw new Error('Cannot start: --app-only and --services-only leave nothing to run');
  if (values.ephemeral && values.data !== undefined)
    throw new Error('Cannot start: --ephemeral keeps no state, so --data has no meaning');
  for (const flag of ['data', 'app'] as const)
    if (values[flag] === '') throw new Error(`Cannot start: --${flag} is empty, expected a directory`);
  return {
    portBase: values['port-base'] === undefined ? undefined : parsePort(values['port-base']),
    dataDirectory: values.ephemeral ? undefined : resolve(values.data ?? '.onscore'),
    appDirectory: resolve(values.app ?? root),
    runsServices: !values['app-only'],
    runsApp: !values['services-only'],
    asksKeys: values.auth,
    failsOnDemand: values.faults,
    requestUnitsPerSecond: values['cosmos-ru'] === undefined ? undefined : parseUnits(values['cosmos-ru']),
    watches: values.watch,
  };
}
