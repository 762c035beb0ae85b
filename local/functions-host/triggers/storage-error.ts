/** Whether storage says that there is no such blob, container or queue. */
export const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'statusCode' in error && error.statusCode === 404;
