import { ApiError, json, type ApiReply } from './api-reply.ts';

/** Checks that a body is JSON and answers it without white space. */
export function parseJsonBody(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body));
  } catch (error) {
    throw new ApiError(toBadRequest(body, toMessage(error)));
  }
}

/** The same for what starts an orchestration, which fails in another way where the text ends too early. */
export function parseStartBody(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body));
  } catch (error) {
    const message = toMessage(error);
    throw new ApiError(
      message.startsWith('Unexpected end') ? toCutOff(message) : toBadRequest(body, message),
    );
  }
}

const toMessage = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const toBadRequest = (body: string, message: string): ApiReply =>
  json(400, {
    Message: 'Invalid JSON content',
    ExceptionMessage:
      body === '' ? "Error reading JToken from JsonReader. Path '', line 0, position 0." : message,
    ExceptionType: 'Newtonsoft.Json.JsonReaderException',
  });

const toCutOff = (message: string): ApiReply =>
  json(500, {
    Message: 'Something went wrong while processing your request',
    ExceptionMessage: message,
    ExceptionType: 'Newtonsoft.Json.JsonSerializationException',
  });
