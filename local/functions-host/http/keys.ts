import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

const digest = (text: string) => createHash('sha256').update(text).digest();

/** Whether the request carries the key, in the header or the query as the host takes it. */
export function carriesKey(request: IncomingMessage, key: string): boolean {
  const header = request.headers['x-functions-key'];
  const query = new URL(request.url ?? '/', 'http://host').searchParams.get('code');
  const given = typeof header === 'string' ? header : query;
  return given !== null && timingSafeEqual(digest(given), digest(key));
}
