import { Readable } from 'node:stream';
import type { HttpRequest, HttpResponseInit } from '@azure/functions';
import type { OutputName } from '../jobs/job-paths.ts';
import type { JobOutput } from '../jobs/outputs/open-output.ts';
import { isUnchanged, parseByteRange } from './http/byte-range.ts';
import { type HttpRoute, registerRoute } from './http/http-route.ts';
import { readJobId } from './job.ts';

export type FindOutput = (jobId: string, output: OutputName) => Promise<JobOutput>;

const outputs: readonly OutputName[] = ['predictions', 'errors', 'manifest', 'report'];

export function registerJobOutputs(findOutput: FindOutput): void {
  for (const output of outputs) {
    registerRoute(`job-${output}`, {
      route: `jobs/{id}/${output}`,
      methods: createOutputMethods(output, findOutput),
    });
  }
}

/** `jobs/{id}/predictions`, `/errors`, `/manifest`, `/report`: streamed from storage, with ETag and Range. */
export function createOutputMethods(output: OutputName, findOutput: FindOutput): HttpRoute['methods'] {
  return {
    GET: async (request) => answerOutput(request, await findOutput(readJobId(request), output)),
  };
}

async function answerOutput(request: HttpRequest, found: JobOutput): Promise<HttpResponseInit> {
  const { bytes: size, etag, name, contentType } = found;
  const headers = { ETag: etag, 'Accept-Ranges': 'bytes', 'Content-Type': contentType };
  if (isUnchanged(request.headers.get('if-none-match'), found)) return { status: 304, headers };
  const range = parseByteRange(readRange(request, etag), size);
  if (range === 'unsatisfiable')
    return { status: 416, headers: { ...headers, 'Content-Range': `bytes */${size}` } };
  const { offset, bytes } = range ?? { offset: 0, bytes: size };
  const body = await openBody(request, found, { offset, bytes });
  return {
    status: range ? 206 : 200,
    headers: {
      ...headers,
      'Content-Length': String(bytes),
      'Content-Disposition': `inline; filename="${name}"`,
      ...(range && { 'Content-Range': `bytes ${offset}-${offset + bytes - 1}/${size}` }),
    },
    ...(body && { body }),
  };
}

/** A range of another content than If-Range names is not wanted. */
function readRange({ headers }: HttpRequest, etag: string): string | null {
  const condition = headers.get('if-range');
  return condition === null || condition === etag ? headers.get('range') : null;
}

async function openBody(
  request: HttpRequest,
  output: JobOutput,
  range: { readonly offset: number; readonly bytes: number },
): Promise<Readable | undefined> {
  if (request.method === 'HEAD' || range.bytes === 0) return undefined;
  return Readable.from(await output.open(range), { objectMode: false });
}
