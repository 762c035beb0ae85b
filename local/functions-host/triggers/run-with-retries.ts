import { setTimeout as sleep } from 'node:timers/promises';
import type {
  FunctionMetadata,
  InvocationInput,
  InvocationResult,
  Invoker,
  RetryContext,
} from '../invoker.ts';
import { InvocationFailedError, WorkerLostError } from '../invoker.ts';

type Duration = { readonly seconds?: number; readonly nanos?: number } | undefined;

const toMs = (duration: Duration) => (duration?.seconds ?? 0) * 1000 + (duration?.nanos ?? 0) / 1e6;

function delayMs({ retryOptions }: FunctionMetadata, retry: number): number {
  if (retryOptions?.retryStrategy !== 'exponentialBackoff') return toMs(retryOptions?.delayInterval);
  const least = toMs(retryOptions.minimumInterval);
  return Math.min(least * 2 ** (retry - 1), Math.max(least, toMs(retryOptions.maximumInterval)));
}

/** A failure as the next try is told it: wrapped as the real host does, without the .NET call stack. */
const toException = (functionName: string, { message, remoteStack }: InvocationFailedError) => ({
  message:
    `Microsoft.Azure.WebJobs.Host.FunctionInvocationException : Exception while executing function: Functions.${functionName} ` +
    `---> Microsoft.Azure.WebJobs.Script.Workers.Rpc.RpcException : Result: Failure\nException: ${message}\nStack: ${remoteStack}`,
  stackTrace: '',
  source: 'System.Private.CoreLib',
});

/**
 * Runs a function under its retry policy: each try is an invocation of its own that is told which one it is.
 * An invocation whose process died is delivered again and counts as no try.
 */
export async function runWithRetries(
  invoker: Invoker,
  metadata: FunctionMetadata,
  input: InvocationInput,
  signal?: AbortSignal,
): Promise<InvocationResult> {
  const maxRetryCount = metadata.retryOptions?.maxRetryCount ?? 0;
  let exception: RetryContext['exception'] | null = null;
  for (let retryCount = 0; ;) {
    signal?.throwIfAborted();
    const retryContext =
      metadata.retryOptions === undefined ? {} : { retryContext: { retryCount, maxRetryCount, exception } };
    try {
      return await invoker.invoke(metadata.name, { ...input, ...retryContext });
    } catch (error) {
      if (error instanceof WorkerLostError && signal?.aborted !== true) continue;
      if (!(error instanceof InvocationFailedError) || (maxRetryCount >= 0 && retryCount >= maxRetryCount))
        throw error;
      retryCount++;
      exception = toException(metadata.name, error);
      await sleep(delayMs(metadata, retryCount), undefined, signal === undefined ? {} : { signal });
    }
  }
}
