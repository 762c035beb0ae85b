/** An answer of the management API; without a body it has none at all. */
export interface ApiReply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export const empty = (status: number): ApiReply => ({ status });

export const json = (
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): ApiReply => ({
  status,
  body,
  headers,
});

/** A request that cannot be served, with the answer for it. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly reply: ApiReply;
  constructor(reply: ApiReply) {
    super(`Cannot serve a Durable request: status ${reply.status}`);
    this.reply = reply;
  }
}
