import type { InvocationInput, InvocationResult } from '../functions-host/invoker.ts';
import type { AppRegistry, CoreInvocationContext, RegisteredFunction } from './functions-core.ts';
import type { LogLine } from './worker-messages.ts';

export interface Invocation {
  readonly id: string;
  readonly functionName: string;
  readonly input: InvocationInput;
}

const noTrace = { traceParent: '', traceState: '', attributes: {} };

function toCoreContext(
  invocation: Invocation,
  { metadata }: RegisteredFunction,
  log: (line: LogLine) => void,
): CoreInvocationContext {
  const { id, functionName, input } = invocation;
  return {
    invocationId: id,
    metadata,
    state: undefined,
    log: (level, category, message) => log({ level, category, message, functionName, invocationId: id }),
    request: {
      invocationId: id,
      functionId: functionName,
      inputData: input.inputData,
      triggerMetadata: input.triggerMetadata,
      traceContext: input.traceContext ?? noTrace,
      retryContext: input.retryContext ?? null,
    },
  };
}

/** The values that hooks may exchange before and after the function. */
interface HookContext {
  readonly hookData: object;
  readonly appHookData: object;
  readonly invocationContext: object;
  inputs: unknown[];
  functionCallback: RegisteredFunction['callback'];
  result?: unknown;
  error?: unknown;
}

/** Runs one invocation as the Functions worker does: arguments, hooks, function, hooks, response. */
export function createInvocationRunner(registry: AppRegistry, log: (line: LogLine) => void) {
  const appHookData = {};

  return async function runInvocation(invocation: Invocation): Promise<InvocationResult> {
    const registered = registry.functions.get(invocation.functionName);
    const model = registry.programmingModel();
    if (registered === undefined || model === undefined)
      throw new Error(`Cannot run "${invocation.functionName}": the app has no such function`);
    const core = toCoreContext(invocation, registered, log);
    const run = model.getInvocationModel(core);
    const { context, inputs } = await run.getArguments();
    const functionCallback = registered.callback;
    const hook: HookContext = {
      hookData: {},
      appHookData,
      invocationContext: context,
      inputs,
      functionCallback,
    };
    core.state = 'preInvocationHooks';
    await registry.runHooks('preInvocation', hook);
    core.state = 'invocation';
    try {
      hook.result = await run.invokeFunction(context, hook.inputs, hook.functionCallback);
    } catch (error) {
      hook.error = error;
    }
    core.state = 'postInvocationHooks';
    await registry.runHooks('postInvocation', hook);
    if (hook.error !== undefined) throw toError(hook.error);
    const response = await run.getResponse(context, hook.result);
    return { outputData: response.outputData ?? [], returnValue: response.returnValue ?? null };
  };
}

/** What the handler threw, as an error; a thrown value that is none keeps its text. */
const toError = (thrown: unknown): Error => (thrown instanceof Error ? thrown : new Error(String(thrown)));
