/** Loads the app as a worker does, with a host that only listens, and prints what it registers as JSON; a built app where its entry is given. */
import Module from 'node:module';

const registered: unknown[] = [];

const core = {
  version: '1.0.0',
  setProgrammingModel: () => undefined,
  registerFunction: (metadata: unknown) => registered.push(metadata),
  registerHook: () => ({ dispose: () => undefined }),
  log: () => undefined,
};

type Load = (this: unknown, request: string, ...rest: readonly unknown[]) => unknown;
const loader = Module as unknown as { _load: Load };
const load = loader._load;
loader._load = function (request, ...rest) {
  return request === '@azure/functions-core' ? core : load.call(this, request, ...rest);
};

await import(process.argv[2] ?? '../../../src/index.ts');
process.stdout.write(JSON.stringify(registered), () => process.exit(0));
