import type { IncomingMessage, ServerResponse } from 'node:http';
import { InvocationFailedError, type InvocationInput, type Invoker, isTimeout } from '../invoker.ts';
import { sendEmpty } from './http-response.ts';
import { proxyHttp } from './proxy-http.ts';

export interface StreamedCall {
  readonly functionName: string;
  readonly input: InvocationInput;
  /** The body, where it was read already. */
  readonly body: Uint8Array | undefined;
}

export interface StreamedAnswerOptions {
  readonly invoker: Invoker;
  readonly report: (line: string) => void;
  /** How long a request waits whose function has ended without an answer; the real host waits as long. */
  readonly silenceMs: number;
}

/** Waits until the answer is through, or has been for too long not to come. */
async function waitForAnswer(
  answer: Promise<void>,
  ending: AbortController,
  silenceMs: number,
): Promise<void> {
  const timer = setTimeout(() => ending.abort(), silenceMs);
  await answer.catch(() => undefined);
  clearTimeout(timer);
}

/** Answers a request by the HTTP server that the app's library has opened in its process. */
export function createStreamedAnswer({ invoker, report, silenceMs }: StreamedAnswerOptions) {
  const run = async (
    request: IncomingMessage,
    response: ServerResponse,
    { call, ending }: { call: StreamedCall; ending: AbortController },
  ) => {
    let proxied = Promise.resolve();
    const onAssigned = (assigned: {
      readonly invocationId: string;
      readonly httpUri: string | undefined;
    }) => {
      const { invocationId, httpUri } = assigned;
      if (httpUri === undefined) return;
      const host = request.headers.host ?? '127.0.0.1';
      proxied = proxyHttp(request, response, {
        httpUri,
        invocationId,
        host,
        body: call.body,
        signal: ending.signal,
      });
      proxied.catch(() => undefined);
    };
    const failure = await invoker.invoke(call.functionName, call.input, { onAssigned }).then(
      () => undefined,
      (error: unknown) => error,
    );
    return { proxied, failure };
  };

  return async function answerStreamed(
    request: IncomingMessage,
    response: ServerResponse,
    call: StreamedCall,
  ): Promise<void> {
    const ending = new AbortController();
    response.once('close', () => ending.abort());
    const { proxied, failure } = await run(request, response, { call, ending });
    const isSilent = failure instanceof InvocationFailedError && !isTimeout(failure);
    if (isSilent)
      report(
        `Function "${call.functionName}" failed: ${failure.message}; with enableHttpStream the real host leaves the request unanswered for ${silenceMs / 1000} s, and so does this one`,
      );
    if (failure === undefined || isSilent) await waitForAnswer(proxied, ending, silenceMs);
    ending.abort();
    if (response.writableEnded) return;
    if (response.headersSent) response.destroy();
    else sendEmpty(response, 500);
  };
}
