import { loadKey } from './key.ts';

/** An answer that is not 2xx; its message is the API's own. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;

  constructor(message: string, status: number) {
    super(message);
    this.status = status;
  }
}

export interface CallOptions {
  readonly method?: 'GET' | 'POST' | 'DELETE';
  /** Sent as JSON. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly timeoutMs?: number;
}

const defaultTimeoutMs = 30_000;

/** The address of a route of the API, e.g. `models/churn/predict`, as seen from the pages. */
export function toApiUrl(route: string): URL {
  return new URL(`../${route}`, new URL('./', location.href));
}

/** Calls a route of the app that served the page, with the key of this tab; throws ApiError. */
export async function call(route: string, options: CallOptions = {}): Promise<Response> {
  const { method = 'GET', body, headers = {}, timeoutMs = defaultTimeoutMs } = options;
  const key = loadKey();
  const response = await fetch(toApiUrl(route), {
    method,
    headers: {
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(key !== undefined && { 'x-functions-key': key }),
      ...headers,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(timeoutMs),
  });
  if (response.ok) return response;
  throw new ApiError(await readMessage(response), response.status);
}

/** As `call`, for routes that answer JSON. */
export async function callJson(route: string, options: CallOptions = {}): Promise<unknown> {
  const response = await call(route, options);
  return response.json();
}

async function readMessage(response: Response): Promise<string> {
  if (response.status === 401) return 'The app asks for a key: enter one above';
  const text = await response.text();
  try {
    const answer: unknown = JSON.parse(text);
    if (typeof answer === 'object' && answer !== null && 'error' in answer) return String(answer.error);
  } catch {
    // Not JSON: the status is all there is to tell.
  }
  return `The app answered ${response.status}`;
}
