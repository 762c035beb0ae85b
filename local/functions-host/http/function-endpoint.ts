import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { InvocationFailedError, type InvocationInput, type Invoker, isTimeout } from '../invoker.ts';
import type { RouteMatch } from './http-routes.ts';
import { hasJsonBody, toHttpInvocation } from './http-request-data.ts';
import { sendEmpty, sendHttpData } from './http-response.ts';
import { proxyHttp } from './proxy-http.ts';
import { readBody } from './read-body.ts';

export interface FunctionEndpointOptions {
  readonly invoker: Invoker;
  /** Whether the app takes HTTP as streams. */
  readonly streamed: boolean;
  readonly report: (line: string) => void;
  /** How long a streamed request waits for an app that does not answer; the real host waits as long. */
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

  const answerStreamed = async (
    request: IncomingMessage,
    response: ServerResponse,
    { name, input, body }: { name: string; input: InvocationInput; body: Uint8Array | undefined },
  ) => {
    const given = new AbortController();
    const host = request.headers.host ?? '127.0.0.1';
    let proxied: Promise<void> | undefined;
    const failure = await invoker
      .invoke(name, input, {
        onAssigned: ({ invocationId, httpUri }) => {
          if (httpUri === undefined) return;
          const target = { httpUri, invocationId, host, body, signal: given.signal };
          proxied = proxyHttp(request, response, target);
          proxied.catch(() => undefined);
        },
      })
      .then(
        () => undefined,
        (error: unknown) => error,
      );
    if (failure instanceof InvocationFailedError && !isTimeout(failure)) {
      report(
        `Function "${name}" failed: ${failure.message}; with enableHttpStream the real host leaves the request unanswered for ${silenceMs / 1000} s, and so does this one`,
      );
      await waitInSilence(response, silenceMs);
    } else if (failure === undefined) {
      await Promise.race([proxied, waitInSilence(response, silenceMs)]).catch(() => undefined);
    }
    given.abort();
    if (response.writableEnded) return;
    if (response.headersSent) response.destroy();
    else sendEmpty(response, 500);
  };

  return async function answer(
    request: IncomingMessage,
    response: ServerResponse,
    { match, hasKey }: FunctionRequest,
  ): Promise<void> {
    const { name } = match.route.metadata;
    // The fields of a JSON body go into the trigger's metadata, so the host reads it even where the app streams.
    const readsBody = !streamed || hasJsonBody(request);
    const body = readsBody ? await readBody(request) : undefined;
    if (readsBody && body === undefined) {
      sendEmpty(response, 500);
      return;
    }
    const origin = `http://${request.headers.host ?? '127.0.0.1'}`;
    const input = toHttpInvocation({ request, origin, match, body, streamed, hasKey });
    if (streamed) await answerStreamed(request, response, { name, input, body });
    else await answerWhole(response, name, input);
  };
}

async function waitInSilence(response: ServerResponse, ms: number): Promise<void> {
  const signal = AbortSignal.timeout(ms);
  await Promise.race([once(response, 'close', { signal }), once(response, 'finish', { signal })]).catch(
    () => undefined,
  );
}
