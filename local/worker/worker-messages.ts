import type { FunctionMetadata, InvocationInput, InvocationResult } from '../functions-host/invoker.ts';

/** What the host tells a worker process. */
export type ToWorker =
  | { readonly kind: 'load'; readonly appDirectory: string; readonly hostVersion: string }
  | {
      readonly kind: 'invoke';
      readonly id: string;
      readonly functionName: string;
      readonly input: InvocationInput;
    }
  | { readonly kind: 'stop' };

export interface ThrownError {
  readonly name: string;
  readonly message: string;
  readonly stack: string;
}

export interface LogLine {
  readonly level: string;
  readonly category: string;
  readonly message: string;
  readonly functionName?: string;
  readonly invocationId?: string;
}

/** What a worker process tells the host. */
export type FromWorker =
  | {
      readonly kind: 'loaded';
      readonly functions: readonly FunctionMetadata[];
      readonly httpUri: string | undefined;
    }
  | { readonly kind: 'loadFailed'; readonly error: ThrownError }
  | { readonly kind: 'returned'; readonly id: string; readonly result: InvocationResult }
  | { readonly kind: 'threw'; readonly id: string; readonly error: ThrownError }
  | { readonly kind: 'log'; readonly line: LogLine };

/** Whatever was thrown, in a form that crosses processes. */
export function toThrownError(thrown: unknown): ThrownError {
  if (thrown instanceof Error)
    return { name: thrown.name, message: thrown.message, stack: thrown.stack ?? '' };
  return { name: 'Error', message: String(thrown), stack: '' };
}
