import { z } from 'zod';
import { errorCodes } from '../scoring/scoring-error.ts';
import { named } from './json-schema.ts';
import type { ErrorShape } from './operation.ts';

const errorCode = named('ErrorCode', z.enum(errorCodes).describe('What went wrong, as a closed list'));

export const errorBody = named(
  'Error',
  z.object({
    error: z.string().describe('What could not be done, and why'),
    code: errorCode,
    details: z.record(z.string(), z.unknown()).optional().describe('For programs: rows, columns, limits'),
  }),
);

/** The body of an error in each of its shapes. */
export const errorSchemas: Readonly<Record<ErrorShape, z.ZodType>> = {
  product: errorBody,
  azureml: named('AzureMlError', z.object({ message: z.string() })),
  mlflow: named(
    'MlflowError',
    z.object({ error_code: z.string().describe('A name of MLflow'), message: z.string() }),
  ),
};

/** What each status of an error says. */
export const errorDescriptions: Readonly<Record<number, string>> = {
  400: 'The request, or a record in it, is not what the model takes',
  401: 'The key is missing or wrong',
  405: 'The path does not have this method; Allow tells those that it has',
  404: 'There is no such model, version, job or prediction',
  409: 'It does not go with what is there',
  412: 'It has changed meanwhile',
  413: 'The request is larger than a limit allows',
  415: 'The content type is none of those that are read',
  416: 'The range lies beyond the end',
  429: 'Too many records wait; Retry-After tells how long to wait',
  431: 'An id is longer than 100 characters',
  500: 'The model failed',
  503: 'Not ready, or a fault of ours: the same request may succeed later',
  504: 'The time that the request may take is over',
};
