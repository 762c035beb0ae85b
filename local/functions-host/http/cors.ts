import type { IncomingMessage, ServerResponse } from 'node:http';
import { sendEmpty } from './http-response.ts';

export interface CorsSettings {
  /** Allowed origins; `*` for all. Empty: the platform adds nothing and answers no preflight. */
  readonly origins: readonly string[];
  readonly credentials: boolean;
}

/**
 * Answers as the platform in front of a function app does: preflights by itself, and headers on the answers of the
 * app. True where the request is done with.
 */
export function applyCors(request: IncomingMessage, response: ServerResponse, cors: CorsSettings): boolean {
  const { origin } = request.headers;
  if (origin === undefined || cors.origins.length === 0) return false;
  const allowed = cors.origins.includes('*') || cors.origins.includes(origin);
  if (allowed) {
    response.setHeader(
      'Access-Control-Allow-Origin',
      cors.origins.includes('*') && !cors.credentials ? '*' : origin,
    );
    if (cors.credentials) response.setHeader('Access-Control-Allow-Credentials', 'true');
  }
  const asked = request.headers['access-control-request-method'];
  if (request.method !== 'OPTIONS' || asked === undefined) return false;
  if (allowed) {
    response.setHeader('Access-Control-Allow-Methods', asked);
    const headers = request.headers['access-control-request-headers'];
    if (headers !== undefined) response.setHeader('Access-Control-Allow-Headers', headers);
  }
  sendEmpty(response, 204);
  return true;
}
