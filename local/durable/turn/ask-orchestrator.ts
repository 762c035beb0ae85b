import type { AppFunctions } from '../app-functions.ts';
import type { Invoker } from '../../functions-host/invoker.ts';
import { toInvocationFailure } from '../invocation-failure.ts';
import type { OrchestratorAnswer } from '../replay/orchestrator-answer.ts';
import type { Instance } from '../store/instance.ts';
import { parseOrchestratorState } from '../wire/orchestrator-state.ts';
import { toOrchestratorRequest } from '../wire/orchestrator-request.ts';

// A failing orchestrator throws, and its state follows this in the message.
const stateMarker = '$OutOfProcData$:';

export interface AskOptions {
  readonly historyText: string;
  readonly isReplaying: boolean;
  readonly signal: AbortSignal;
}

/** Runs the orchestrator function once over the history. Throws where the invocation is lost. */
export async function askOrchestrator(
  instance: Instance,
  app: { readonly invoker: Invoker; readonly functions: AppFunctions },
  { signal, ...history }: AskOptions,
): Promise<OrchestratorAnswer> {
  const known = app.functions.orchestrator(instance.name);
  if (known === undefined) return toFailure(instance.name, describeUnknown(instance.name, app.functions));
  const request = toOrchestratorRequest(instance, { triggerBinding: known.triggerBinding, ...history });
  const reply = await app.invoker.invoke(known.name, request, { signal }).catch((error: unknown) => {
    const failure = toInvocationFailure(error);
    if (failure === undefined) throw error;
    return failure;
  });
  return 'message' in reply
    ? readFailure(instance.name, reply.message)
    : readState(instance.name, reply.returnValue?.json ?? reply.returnValue?.string);
}

function readFailure(name: string, message: string): OrchestratorAnswer {
  const at = message.indexOf(stateMarker);
  return at < 0 ? toFailure(name, message) : readState(name, message.slice(at + stateMarker.length));
}

function readState(name: string, json: string | null | undefined): OrchestratorAnswer {
  if (json === null || json === undefined) return toFailure(name, 'It returned no state');
  try {
    return { state: parseOrchestratorState(JSON.parse(json)) };
  } catch (error) {
    return toFailure(name, error instanceof Error ? error.message : String(error));
  }
}

const toFailure = (name: string, message: string): OrchestratorAnswer => ({
  failure: {
    reason: `Orchestrator function '${name}' failed: ${message}`,
    details: JSON.stringify({ ClassName: 'System.Exception', Message: message }),
  },
});

function describeUnknown(name: string, functions: AppFunctions): string {
  const known = functions.orchestratorNames;
  const others =
    known.length > 0
      ? `The following are the known orchestrator functions: '${known.join("', '")}'.`
      : 'No orchestrator functions are currently registered!';
  return `The function '${name}' doesn't exist, is disabled, or is not an orchestrator function. Additional info: ${others}`;
}
