/** What can go wrong, as a closed list: each code has one HTTP status (functions/error-response.ts). */
export const errorCodes = [
  'InvalidRequest',
  'InvalidRecord',
  'InvalidInput',
  'InvalidModel',
  'Unauthorized',
  'Forbidden',
  'ModelNotFound',
  'JobNotFound',
  'PredictionNotFound',
  'OutputNotFound',
  'RouteNotFound',
  'MethodNotAllowed',
  'Conflict',
  'TooLarge',
  'UnsupportedMediaType',
  'TooManyRequests',
  'Unavailable',
  'Timeout',
  'Internal',
] as const;

export type ErrorCode = (typeof errorCodes)[number];

export interface ScoringErrorOptions {
  readonly cause?: unknown;
  /** Machine-readable particulars for the caller, e.g. `{ row, column }`. */
  readonly details?: Readonly<Record<string, unknown>>;
}

const retryableCodes: ReadonlySet<ErrorCode> = new Set([
  'TooManyRequests',
  'Unavailable',
  'Timeout',
  'Internal',
]);

/** The one error of the product: its message is for the caller, its cause for the log. */
export class ScoringError extends Error {
  override readonly name = 'ScoringError';
  readonly code: ErrorCode;
  readonly details: Readonly<Record<string, unknown>> | undefined;

  constructor(code: ErrorCode, message: string, options: ScoringErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.details = options.details;
  }

  /** Whether the same call may succeed later. */
  get retryable(): boolean {
    return retryableCodes.has(this.code);
  }
}

/** Turns whatever was thrown into a ScoringError; an unknown error becomes `Internal`, its text kept as the cause only. */
export function toScoringError(thrown: unknown): ScoringError {
  if (thrown instanceof ScoringError) return thrown;
  return new ScoringError('Internal', 'Cannot answer: an unexpected error occurred', { cause: thrown });
}
