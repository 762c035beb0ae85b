import type { IncomingMessage, ServerResponse } from 'node:http';
import type { InvocationInput, Invoker } from '../invoker.ts';
import { createStreamedAnswer } from './answer-streamed.ts';
import type { RouteMatch } from './http-routes.ts';
import { hasJsonBody, toHttpInvocation } from './http-request-data.ts';
import { sendEmpty, sendHttpData } from './http-response.ts';
import { readBody } from './read-body.ts';

export interface FunctionEndpointOptions {
  readonly invoker: Invoker;
  /** Whether the app takes HTTP as streams. */
  readonly streamed: boolean;
  readonly report: (line: string) => void;
  readonly silenceMs?: number;
}

/** A request that belongs to a function. */
export interface FunctionRequest {
  readonly match: RouteMatch;
  /** Whether the caller has shown the key. */
  readonly hasKey: boolean;
}

const defaultSilenceMs = 240_000;

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

/** Answers requests with functions of the app: over the worker protocol, or as streams where the app asked for them. */
export function createFunctionEndpoint(options: FunctionEndpointOptions) {
  const { invoker, streamed, report, silenceMs = defaultSilenceMs } = options;
  const answerStreamed = createStreamedAnswer({ invoker, report, silenceMs });

  const answerWhole = async (response: ServerResponse, name: string, input: InvocationInput) => {
    try {
      const result = await invoker.invoke(name, input);
      const out = result.returnValue ?? result.outputData.find((data) => data.name === '$return')?.data;
      sendHttpData(response, out?.http);
    } catch (error) {
      report(`Function "${name}" failed: ${messageOf(error)}`);
      sendEmpty(response, 500);
    }
  };

  return async function answer(
    request: IncomingMessage,
    response: ServerResponse,
    { match, hasKey }: FunctionRequest,
  ): Promise<void> {
    const functionName = match.route.metadata.name;
    // The fields of a JSON body go into the trigger's metadata, so the host reads it even where the app streams.
    const readsBody = !streamed || hasJsonBody(request);
    const body = readsBody ? await readBody(request) : undefined;
    if (readsBody && body === undefined) {
      sendEmpty(response, 500);
      return;
    }
    const origin = `http://${request.headers.host ?? '127.0.0.1'}`;
    const input = toHttpInvocation({ request, origin, match, body, streamed, hasKey });
    if (streamed) await answerStreamed(request, response, { functionName, input, body });
    else await answerWhole(response, functionName, input);
  };
}
