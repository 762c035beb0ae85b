import { randomUUID } from 'node:crypto';
import Module from 'node:module';
import {
  InvocationFailedError,
  type FunctionMetadata,
  type InvocationInput,
  type InvocationResult,
  type Invoker,
} from '../../../../local/functions-host/invoker.ts';

interface InvocationModel {
  getArguments(): Promise<{ context: unknown; inputs: unknown[] }>;
  invokeFunction(context: unknown, inputs: unknown[], callback: unknown): Promise<unknown>;
  getResponse(context: unknown, result: unknown): Promise<InvocationResult>;
}

interface ProgrammingModel {
  getCapabilities(capabilities: object): Promise<unknown>;
  getInvocationModel(context: object): InvocationModel;
}

interface Registered {
  readonly metadata: FunctionMetadata;
  readonly callback: unknown;
}

/**
 * The host's part of @azure/functions inside this process: whatever is imported while it is installed registers its
 * functions here, and they run here.
 */
export function installInvoker(): Invoker & { readonly functions: FunctionMetadata[] } {
  const registered = new Map<string, Registered>();
  const functions: FunctionMetadata[] = [];
  let model: ProgrammingModel | undefined;
  const core = {
    version: '3.10.1',
    hostVersion: '4.1037.0',
    workerVersion: '3.10.1',
    workerConfig: {},
    setProgrammingModel: (given: ProgrammingModel) => (model = given),
    getProgrammingModel: () => model,
    registerFunction(metadata: FunctionMetadata, callback: unknown) {
      registered.set(metadata.name, { metadata, callback });
      functions.push(metadata);
      return { dispose: () => registered.delete(metadata.name) };
    },
    registerHook: () => ({ dispose: () => undefined }),
    log: () => undefined,
  };
  replaceModule('@azure/functions-core', core);
  return {
    functions,
    async invoke(name, input) {
      const found = registered.get(name);
      if (found === undefined || model === undefined) throw new Error(`No function "${name}"`);
      try {
        return await run(model, found, input);
      } catch (error) {
        throw new InvocationFailedError(toThrown(error));
      }
    },
  };
}

async function run(
  model: ProgrammingModel,
  found: Registered,
  input: InvocationInput,
): Promise<InvocationResult> {
  const invocationId = randomUUID();
  const invocation = model.getInvocationModel({
    invocationId,
    metadata: found.metadata,
    log: () => undefined,
    state: 'invocation',
    request: { invocationId, functionId: found.metadata.name, traceContext: {}, ...input },
  });
  const { context, inputs } = await invocation.getArguments();
  const result = await invocation.invokeFunction(context, inputs, found.callback);
  return invocation.getResponse(context, result);
}

function toThrown(error: unknown): { name: string; message: string; stack: string } {
  const { name, message, stack = '' } = error instanceof Error ? error : new Error(String(error));
  return { name, message, stack };
}

type Load = (this: unknown, request: string, ...rest: unknown[]) => unknown;

function replaceModule(name: string, exports: object): void {
  const loader = Module as unknown as { _load: Load };
  const load = loader._load;
  loader._load = function (request, ...rest) {
    return request === name ? exports : load.call(this, request, ...rest);
  };
}
