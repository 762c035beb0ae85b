/** Loads a built app as a worker does, with a host that only listens, and prints how many milliseconds that took, by the clock and of the processor. */
import Module from 'node:module';
import { pathToFileURL } from 'node:url';

const core = {
  version: '1.0.0',
  setProgrammingModel: () => undefined,
  registerFunction: () => undefined,
  registerHook: () => ({ dispose: () => undefined }),
  log: () => undefined,
};

type Load = (this: unknown, request: string, ...rest: readonly unknown[]) => unknown;
const loader = Module as unknown as { _load: Load };
const load = loader._load;
loader._load = function (request, ...rest) {
  return request === '@azure/functions-core' ? core : load.call(this, request, ...rest);
};

const [, , entry = ''] = process.argv;
const start = performance.now();
const before = process.cpuUsage();
await import(pathToFileURL(entry).href);
const elapsedMs = performance.now() - start;
const { user, system } = process.cpuUsage(before);
process.stdout.write(JSON.stringify([elapsedMs, (user + system) / 1000]), () => process.exit(0));
