export interface CosmosErrorOptions {
  readonly substatus?: number;
  readonly retryAfterMs?: number;
}

/** An answer of the service that is not a success; `code` is the service's name for the status. */
export class CosmosError extends Error {
  override readonly name = 'CosmosError';
  readonly status: number;
  readonly code: string;
  readonly substatus: number | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(status: number, code: string, message: string, options: CosmosErrorOptions = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.substatus = options.substatus;
    this.retryAfterMs = options.retryAfterMs;
  }
}

export const badRequest = (message: string): CosmosError => new CosmosError(400, 'BadRequest', message);
export const notFound = (message: string): CosmosError => new CosmosError(404, 'NotFound', message);
export const conflict = (message: string): CosmosError => new CosmosError(409, 'Conflict', message);
export const preconditionFailed = (message: string): CosmosError =>
  new CosmosError(412, 'PreconditionFailed', message);
export const tooLarge = (message: string): CosmosError =>
  new CosmosError(413, 'RequestEntityTooLarge', message);
