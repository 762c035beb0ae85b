import type { HttpHandler } from '@azure/functions';
import { ScoringError } from '../scoring/scoring-error.ts';
import { type ConsoleFile, createConsoleFiles } from './console-files.ts';
import { type HttpRoute, registerRoute } from './http/http-route.ts';

/** Scripts and styles of this origin only, no frames, no forms that leave it. `blob:` is for pictures that a page shows before it sends them. */
const securityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const securityHeaders = {
  'content-security-policy': securityPolicy,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
};

/** Registers the web pages: open files without data; what they show they ask the other routes for, with the reader's key. */
export function registerConsole(folder: string): void {
  registerRoute('console', {
    route: 'console/{file?}',
    authLevel: 'anonymous',
    methods: createConsoleMethods(folder),
  });
}

/** Answers the files of a folder, which are read once; the page at the folder itself is its first, `try`. */
export function createConsoleMethods(folder: string): HttpRoute['methods'] {
  const files = createConsoleFiles(folder);
  const GET: HttpHandler = async (request) => {
    const { pathname } = new URL(request.url);
    // Addresses in the pages are relative to the folder.
    if (pathname.endsWith('/console')) return { status: 308, headers: { location: 'console/' } };
    const file = await files.find(pathname.slice(pathname.lastIndexOf('/') + 1));
    if (file === undefined)
      throw new ScoringError('RouteNotFound', `Cannot GET ${pathname}: there is no such page`);
    const headers = { ...securityHeaders, etag: file.etag, 'cache-control': toCacheControl(file) };
    if (request.headers.get('if-none-match') === file.etag) return { status: 304, headers };
    return { headers: { ...headers, 'content-type': file.mediaType }, body: file.bytes };
  };
  return { GET };
}

/** What has its hash in its name never changes; a page is asked for again each time, and mostly answered with 304. */
function toCacheControl({ isImmutable }: ConsoleFile): string {
  return isImmutable ? 'public, max-age=31536000, immutable' : 'no-cache';
}
