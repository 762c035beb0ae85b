import { InvocationFailedError } from '../functions-host/invoker.ts';

/** A function's own error, as its worker reports it. */
export interface InvocationFailure {
  readonly message: string;
  readonly remoteStack: string;
}

/** The failure of a handler, or undefined where the invocation was lost and has to be delivered again. */
export const toInvocationFailure = (error: unknown): InvocationFailure | undefined =>
  error instanceof InvocationFailedError
    ? { message: error.message, remoteStack: error.remoteStack }
    : undefined;
