import { randomUUID } from 'node:crypto';
import type { WebRequest } from './web-request.ts';

export const requestIdHeader = 'x-request-id';

/** It goes into logs, headers and names: nothing that could end a line or stand for something else. */
const harmless = /^[\w.:/+=@~-]{1,128}$/;

/** The caller's id of a request; one made up where there is none, or none that can be passed on. */
export function readRequestId(request: Pick<WebRequest, 'headers'>): string {
  const given = request.headers.get(requestIdHeader);
  return given !== null && harmless.test(given) ? given : randomUUID();
}
