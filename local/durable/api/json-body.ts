import { ApiError, json } from './api-reply.ts';

/** Checks that a body is JSON and answers it without white space. */
export function parseJsonBody(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body));
  } catch (error) {
    throw new ApiError(toReply(body, error));
  }
}

function toReply(body: string, error: unknown): ReturnType<typeof json> {
  const message = error instanceof Error ? error.message : String(error);
  return json(400, {
    Message: 'Invalid JSON content',
    ExceptionMessage:
      body === '' ? "Error reading JToken from JsonReader. Path '', line 0, position 0." : message,
    ExceptionType: 'Newtonsoft.Json.JsonReaderException',
  });
}
