import { Readable } from 'node:stream';
import type { HttpRequest, HttpResponseInit } from '@azure/functions';
import type { OutputName } from '../jobs/job-paths.ts';
import type { JobOutput } from '../jobs/outputs/open-output.ts';
import { ScoringError } from '../scoring/scoring-error.ts';
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
    GET: (request) => {
      const answer = async () => answerOutput(request, await findOutput(readJobId(request), output));
      return answer().catch((thrown: unknown) => (wasReplaced(thrown) ? answer() : Promise.reject(thrown)));
    },
  };
}

/** Between the look at it and its reading, as an attempt that ends does it. */
function wasReplaced(thrown: unknown): boolean {
  return thrown instanceof ScoringError && thrown.code === 'InvalidInput';
}

async function answerOutput(request: HttpRequest, found: JobOutput): Promise<HttpResponseInit> {
  const { bytes: size, etag, name, contentType } = found;
  const headers = {
    ETag: etag,
    'Accept-Ranges': 'bytes',
    'Content-Type': contentType,
    'X-Content-Type-Options': 'nosniff',
  };
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
