/** What a command could not do, for the one who typed it. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  /** 1 where it could not be done, 2 where it was not understood. */
  readonly exitCode: 1 | 2;

  constructor(message: string, exitCode: 1 | 2 = 1, options?: ErrorOptions) {
    super(message, options);
    this.exitCode = exitCode;
  }
}

export const toUsageError = (message: string): CommandError => new CommandError(message, 2);
