import type { IncomingMessage } from 'node:http';
import { ApiError, json } from './api-reply.ts';
import type { ManagementUrls } from './management-urls.ts';

export interface ApiRequest {
  readonly method: string;
  /** The decoded segments below the API's base path. */
  readonly segments: readonly string[];
  /** As the client asked for it. */
  readonly url: URL;
  readonly contentType: string;
  readonly continuationToken: string | undefined;
  readonly body: string;
  readonly urls: ManagementUrls;
}

const maxBodyBytes = 64 * 1024 * 1024;

/** Reads a request below `basePath`; `toUrls` answers the URLs to hand out, given the origin that was asked. */
export async function readApiRequest(
  request: IncomingMessage,
  basePath: string,
  toUrls: (origin: string) => ManagementUrls,
): Promise<ApiRequest> {
  const origin = `http://${request.headers.host ?? '127.0.0.1'}`;
  const url = new URL(request.url ?? '/', origin);
  const token = request.headers['x-ms-continuation-token'];
  return {
    method: request.method ?? 'GET',
    segments: toSegments(url.pathname, basePath),
    url,
    contentType: request.headers['content-type'] ?? '',
    continuationToken: typeof token === 'string' && token !== '' ? token : undefined,
    body: await readBody(request),
    urls: toUrls(origin),
  };
}

function toSegments(path: string, basePath: string): string[] {
  const below = path.toLowerCase().startsWith(basePath) ? path.slice(basePath.length) : '';
  const segments = below.split('/').filter((segment) => segment !== '');
  try {
    const decoded = segments.map(decodeURIComponent);
    return decoded.some((segment) => segment.includes('/')) ? [] : decoded;
  } catch {
    return [];
  }
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    const buffer = Buffer.from(chunk as Uint8Array);
    bytes += buffer.length;
    if (bytes > maxBodyBytes) throw new ApiError(json(413, { Message: describeTooLarge(bytes) }));
    chunks.push(buffer);
  }
  return Buffer.concat(chunks).toString('utf8');
}

const describeTooLarge = (bytes: number): string =>
  `Cannot read the request body: it has ${bytes} bytes or more, expected at most ${maxBodyBytes}`;
