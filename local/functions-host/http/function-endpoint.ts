import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { InvocationFailedError, type InvocationInput, type Invoker } from '../invoker.ts';
import { type RouteMatch } from './http-routes.ts';
import { toHttpInvocation } from './http-request-data.ts';
import { sendEmpty, sendHttpData } from './http-response.ts';
import { proxyHttp } from './proxy-http.ts';

export interface FunctionEndpointOptions {
  readonly invoker: Invoker;
  /** Completes the input of a function with its other input bindings. */
  readonly addInputs: (functionName: string, input: InvocationInput) => InvocationInput;
  readonly report: (line: string) => void;
  /** How long a streamed request waits for an app that does not answer; the real host waits as long. */
  readonly silenceMs?: number;
}

/** The host reads bodies up to this size whole; it answers 500 for larger ones. */
export const maxBodyBytes = 100 * 1024 * 1024;
const defaultSilenceMs = 240_000;

async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    bytes += part.length;
    if (bytes < maxBodyBytes) parts.push(part);
  }
  return bytes < maxBodyBytes ? Buffer.concat(parts) : undefined;
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

/** Answers requests with functions of the app: bodies over the worker protocol, or as streams where the app asked for them. */
export function createFunctionEndpoint(options: FunctionEndpointOptions) {
  const { invoker, addInputs, report, silenceMs = defaultSilenceMs } = options;

  const answerWhole = async (
    request: IncomingMessage,
    response: ServerResponse,
    toInput: (body: Uint8Array) => InvocationInput,
    name: string,
  ) => {
    const body = await readBody(request);
    if (body === undefined) return sendEmpty(response, 500);
    try {
      const result = await invoker.invoke(name, toInput(body));
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
    input: InvocationInput,
    name: string,
    host: string,
  ) => {
    const given = new AbortController();
    let proxied: Promise<void> | undefined;
    const result = invoker.invoke(name, input, {
      onAssigned: ({ invocationId, httpUri }) => {
        if (httpUri === undefined) return;
        proxied = proxyHttp(request, response, { httpUri, invocationId, host, signal: given.signal });
        proxied.catch(() => undefined);
      },
    });
    const failure = await result.then(
      () => undefined,
      (error: unknown) => error,
    );
    if (failure instanceof InvocationFailedError) {
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
    match: RouteMatch,
    streamed: boolean,
  ) {
    const host = request.headers.host ?? '127.0.0.1';
    const name = match.route.metadata.name;
    const toInput = (body: Uint8Array | undefined) =>
      addInputs(name, toHttpInvocation({ request, origin: `http://${host}`, match, body, streamed }));
    if (streamed) await answerStreamed(request, response, toInput(undefined), name, host);
    else await answerWhole(request, response, toInput, name);
  };
}

async function waitInSilence(response: ServerResponse, ms: number): Promise<void> {
  const signal = AbortSignal.timeout(ms);
  await Promise.race([once(response, 'close', { signal }), once(response, 'finish', { signal })]).catch(
    () => undefined,
  );
}
