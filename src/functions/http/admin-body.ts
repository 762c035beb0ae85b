import type { HttpRequest } from '@azure/functions';
import type { z } from 'zod';
import { ScoringError } from '../../scoring/scoring-error.ts';
import { parseJson, readBody } from './request-body.ts';

/** Bodies of the routes that change the repository are a line or two. */
const maxBodyBytes = 64 * 1024;
const maxJsonDepth = 16;

/** Reads the JSON of a request that changes or asks for models; an empty body is an empty object. */
export async function readAdminBody<T>(
  request: HttpRequest,
  schema: z.ZodType<T>,
  expected: string,
): Promise<T> {
  const bytes = await readBody(request, { maxBodyBytes });
  const result = schema.safeParse(bytes.length === 0 ? {} : parseJson(bytes, { maxJsonDepth }));
  if (result.success) return result.data;
  throw new ScoringError('InvalidRequest', `Cannot read the request: expected ${expected}`, {
    cause: result.error,
  });
}
