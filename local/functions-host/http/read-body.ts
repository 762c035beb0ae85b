import type { IncomingMessage } from 'node:http';

/** From this size on the host answers 500 to a body that it reads whole. */
const tooManyBytes = 100 * 1024 * 1024;

/** Reads a body to its end; undefined where it is larger than the host takes. */
export async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    bytes += part.length;
    if (bytes < tooManyBytes) parts.push(part);
    else parts.length = 0;
  }
  return bytes < tooManyBytes ? Buffer.concat(parts) : undefined;
}
