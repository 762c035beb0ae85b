import { setTimeout as sleep } from 'node:timers/promises';
import type {
  FunctionMetadata,
  InvocationInput,
  InvocationResult,
  Invoker,
  RetryContext,
} from '../invoker.ts';
import { InvocationFailedError } from '../invoker.ts';
import { messageOf } from './trigger.ts';

type Duration = { readonly seconds?: number; readonly nanos?: number } | undefined;

const toMs = (duration: Duration) => (duration?.seconds ?? 0) * 1000 + (duration?.nanos ?? 0) / 1e6;

function delayMs({ retryOptions }: FunctionMetadata, retry: number): number {
  if (retryOptions?.retryStrategy !== 'exponentialBackoff') return toMs(retryOptions?.delayInterval);
  const least = toMs(retryOptions.minimumInterval);
  return Math.min(least * 2 ** (retry - 1), Math.max(least, toMs(retryOptions.maximumInterval)));
}

interface Thrown {
  readonly message: string;
  readonly stack: string;
}

const toThrown = (error: unknown): Thrown => ({
  message: messageOf(error),
  stack: error instanceof InvocationFailedError ? error.remoteStack : '',
});

/** A failure as the next try is told it: wrapped as the real host does, without the .NET call stack. */
const toException = (functionName: string, { message, stack }: Thrown) => ({
  message:
    `Microsoft.Azure.WebJobs.Host.FunctionInvocationException : Exception while executing function: Functions.${functionName} ` +
    `---> Microsoft.Azure.WebJobs.Script.Workers.Rpc.RpcException : Result: Failure\nException: ${message}\nStack: ${stack}`,
  stackTrace: '',
  source: 'System.Private.CoreLib',
});

/**
 * Runs a function under its retry policy: each try is an invocation of its own that is told which one it is.
 * A process that died under it is a failed try as any other.
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
      if (maxRetryCount >= 0 && retryCount >= maxRetryCount) throw error;
      retryCount++;
      exception = toException(metadata.name, toThrown(error));
      await sleep(delayMs(metadata, retryCount), undefined, signal === undefined ? {} : { signal });
    }
  }
}
