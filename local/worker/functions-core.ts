import { createRequire, registerHooks } from 'node:module';
import type { FunctionMetadata, TypedData } from '../functions-host/invoker.ts';
import type { LogLine } from './worker-messages.ts';

type Callback = (...args: unknown[]) => unknown;
type Hook = (context: object) => unknown;

/** The invocation context that the library reads its request from. */
export interface CoreInvocationContext {
  readonly invocationId: string;
  readonly request: Readonly<Record<string, unknown>>;
  readonly metadata: FunctionMetadata;
  state: string | undefined;
  log(level: string, category: string, message: string): void;
}

/** What @azure/functions does with one invocation. */
export interface InvocationModel {
  getArguments(): Promise<{ context: object; inputs: unknown[] }>;
  invokeFunction(context: object, inputs: unknown[], callback: Callback): Promise<unknown>;
  getResponse(
    context: object,
    result: unknown,
  ): Promise<{ outputData?: { name: string; data: TypedData }[]; returnValue?: TypedData | null }>;
}

export interface ProgrammingModel {
  readonly name: string;
  readonly version: string;
  getInvocationModel(context: CoreInvocationContext): InvocationModel;
  getCapabilities(capabilities: object): Promise<{ readonly HttpUri?: string }>;
}

export interface RegisteredFunction {
  readonly metadata: FunctionMetadata;
  readonly callback: Callback;
}

/** What an app has told `@azure/functions-core` while it loaded. */
export interface AppRegistry {
  readonly functions: ReadonlyMap<string, RegisteredFunction>;
  programmingModel(): ProgrammingModel | undefined;
  runHooks(name: string, context: object): Promise<void>;
}

const coreModuleName = '@azure/functions-core';
const coreModuleUrl = 'onscore-local:functions-core';

/** The module that the Functions worker supplies to an app under the name `@azure/functions-core`. */
function createCoreModule(hostVersion: string, log: (line: LogLine) => void) {
  const functions = new Map<string, RegisteredFunction>();
  const hooks = new Map<string, Hook[]>();
  let model: ProgrammingModel | undefined;
  const core = {
    version: '3.11.0',
    hostVersion,
    workerVersion: '3.11.0',
    workerConfig: {},
    Disposable: class {
      dispose() {
        return undefined;
      }
    },
    setProgrammingModel: (given: ProgrammingModel) => void (model = given),
    getProgrammingModel: () => model,
    registerFunction(metadata: FunctionMetadata, callback: Callback) {
      if (functions.has(metadata.name))
        throw new Error(`A function with name "${metadata.name}" has already been registered.`);
      functions.set(metadata.name, { metadata, callback });
      return { dispose: () => void functions.delete(metadata.name) };
    },
    registerHook(name: string, callback: Hook) {
      const registered = [...(hooks.get(name) ?? []), callback];
      hooks.set(name, registered);
      return {
        dispose: () =>
          void hooks.set(
            name,
            (hooks.get(name) ?? []).filter((h) => h !== callback),
          ),
      };
    },
    log: (level: string, category: string, message: string) => log({ level, category, message }),
  };
  const runHooks = async (name: string, context: object) => {
    for (const hook of hooks.get(name) ?? []) await hook(context);
  };
  return { core, registry: { functions, programmingModel: () => model, runHooks } satisfies AppRegistry };
}

/**
 * Makes `@azure/functions-core` resolvable for everything that this process loads from now on, by `require` and
 * by `import`, and returns what the app registers with it.
 */
export function installFunctionsCore(hostVersion: string, log: (line: LogLine) => void): AppRegistry {
  const { core, registry } = createCoreModule(hostVersion, log);
  const require = createRequire(import.meta.url);
  const placeholder = require.resolve('./functions-core-module.cjs');
  const loaded: unknown = require(placeholder);
  if (typeof loaded === 'object' && loaded !== null) Object.assign(loaded, core);
  registerHooks({
    resolve: (specifier, context, next) =>
      specifier === coreModuleName || specifier === coreModuleUrl
        ? next(placeholder, { ...context, importAttributes: {} })
        : next(specifier, context),
  });
  return registry;
}
