/** One value on its way between host and app, as the Functions worker protocol types it; `{}` carries nothing. */
export interface TypedData {
  readonly string?: string;
  readonly json?: string;
  readonly bytes?: Uint8Array;
  readonly int?: number;
  readonly double?: number;
  readonly http?: HttpData;
  readonly modelBindingData?: ModelBindingData;
  readonly collectionString?: { readonly string: readonly string[] };
  readonly collectionBytes?: { readonly bytes: readonly Uint8Array[] };
}

export interface NullableString {
  readonly value: string;
}

/** An HTTP request or response on the worker protocol. */
export interface HttpData {
  readonly method?: string;
  readonly url?: string;
  readonly nullableHeaders?: Readonly<Record<string, NullableString>>;
  readonly nullableParams?: Readonly<Record<string, NullableString>>;
  readonly nullableQuery?: Readonly<Record<string, NullableString>>;
  readonly identities?: readonly unknown[];
  readonly body?: TypedData | null;
  readonly statusCode?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly cookies?: readonly HttpCookie[];
}

export interface HttpCookie {
  readonly name?: string;
  readonly value?: string;
  readonly domain?: NullableString;
  readonly path?: NullableString;
  readonly expires?: { readonly value?: { readonly seconds?: number } };
  readonly secure?: { readonly value?: boolean };
  readonly httpOnly?: { readonly value?: boolean };
  readonly sameSite?: string | number;
  readonly maxAge?: { readonly value?: number };
}

/** A reference in place of content, for bindings that ask for it. */
export interface ModelBindingData {
  readonly version: string;
  readonly source: string;
  readonly contentType: string;
  readonly content: Uint8Array;
}

export interface Binding {
  readonly name: string;
  readonly type: string;
  readonly direction: string;
  readonly properties?: Readonly<Record<string, string>>;
  readonly [setting: string]: unknown;
}

export interface RetryOptions {
  readonly retryStrategy?: string;
  readonly maxRetryCount?: number;
  readonly delayInterval?: { readonly seconds?: number; readonly nanos?: number };
  readonly minimumInterval?: { readonly seconds?: number; readonly nanos?: number };
  readonly maximumInterval?: { readonly seconds?: number; readonly nanos?: number };
}

/** A function as the app registered it. */
export interface FunctionMetadata {
  readonly name: string;
  readonly bindings: Readonly<Record<string, Binding>>;
  readonly retryOptions?: RetryOptions;
}

export interface NamedData {
  readonly name: string;
  readonly data: TypedData;
}

export interface RetryContext {
  readonly retryCount: number;
  readonly maxRetryCount: number;
  readonly exception: {
    readonly message: string;
    readonly stackTrace?: string;
    readonly source?: string;
  } | null;
}

export interface TraceContext {
  readonly traceParent: string;
  readonly traceState: string;
  readonly attributes: Readonly<Record<string, string>>;
}

export interface InvocationInput {
  readonly inputData: readonly NamedData[];
  readonly triggerMetadata: Readonly<Record<string, TypedData>>;
  readonly traceContext?: TraceContext;
  readonly retryContext?: RetryContext;
}

export interface InvocationResult {
  readonly outputData: readonly NamedData[];
  readonly returnValue?: TypedData | null;
}

export interface InvocationOptions {
  readonly signal?: AbortSignal;
  /** Told which id the invocation has and where the process that runs it takes streamed HTTP, before it starts. */
  readonly onAssigned?: (assignment: {
    readonly invocationId: string;
    readonly httpUri: string | undefined;
  }) => void;
}

/** Runs functions of the app, wherever its processes are. */
export interface Invoker {
  readonly functions: readonly FunctionMetadata[];
  /** Rejects with InvocationFailedError where the handler threw, WorkerLostError where its process died. */
  invoke(
    functionName: string,
    input: InvocationInput,
    options?: InvocationOptions,
  ): Promise<InvocationResult>;
}

export class InvocationFailedError extends Error {
  override readonly name = 'InvocationFailedError';
  readonly errorName: string;
  readonly remoteStack: string;

  constructor(thrown: { readonly name: string; readonly message: string; readonly stack: string }) {
    super(thrown.message);
    this.errorName = thrown.name;
    this.remoteStack = thrown.stack;
  }
}

const timeoutErrorName = 'FunctionTimeoutException';

export const isTimeout = (error: unknown): boolean =>
  error instanceof InvocationFailedError && error.errorName === timeoutErrorName;

/** The function ran longer than host.json's functionTimeout; its process is ended. */
export function createTimeoutError(functionName: string, timeoutMs: number): InvocationFailedError {
  const message = `Timeout value of ${timeoutMs / 1000} s was exceeded by function: Functions.${functionName}`;
  return new InvocationFailedError({ name: timeoutErrorName, message, stack: '' });
}

/** The process that ran the invocation is gone: how far it came is unknown, and it may be delivered again. */
export class WorkerLostError extends Error {
  override readonly name = 'WorkerLostError';
}

const noBinding: Binding = { name: '', type: '', direction: '' };

/** The binding that starts the function: the one whose type ends in "Trigger". */
export function triggerOf(metadata: FunctionMetadata): Binding {
  return Object.values(metadata.bindings).find((b) => /trigger$/i.test(b.type)) ?? noBinding;
}
