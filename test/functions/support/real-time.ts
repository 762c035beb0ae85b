import path from 'node:path';
import { HttpRequest, InvocationContext } from '@azure/functions';
import type { HttpHandler, HttpResponseInit } from '@azure/functions';
import { createRouteHandler } from '../../../src/functions/http/http-route.ts';
import type { RequestLimits } from '../../../src/functions/http/request-limits.ts';
import {
  type ModelRepository,
  loadModelRepository,
} from '../../../src/scoring/repository/model-repository.ts';
import { type Scorer, createScorer } from '../../../src/scoring/scorer.ts';
import { createWorkerPool } from '../../../src/scoring/worker/worker-pool.ts';

export interface RealTime {
  readonly repository: ModelRepository;
  readonly scorer: Scorer;
  readonly close: () => Promise<void>;
}

/** The models that ship, and a real pool of one worker to score with them. */
export async function openRealTime(): Promise<RealTime> {
  const pool = createWorkerPool({ threads: 1 });
  const directory = path.join(import.meta.dirname, '../../../models');
  const repository = await loadModelRepository({ directory, inspect: (file) => pool.run('inspect', file) });
  return { repository, scorer: createScorer({ pool }), close: () => pool.close() };
}

/** The defaults of the product. */
export const limits: RequestLimits = {
  maxBodyBytes: 16_777_216,
  maxRecords: 10_000,
  maxCells: 10_000_000,
  maxJsonDepth: 64,
  maxTimeoutMs: 60_000,
};

export interface Call {
  readonly path: string;
  readonly params?: Record<string, string>;
  readonly headers?: Record<string, string>;
  readonly body: string | Uint8Array;
}

/** Posts to a handler as its route would. */
export async function post(
  handler: HttpHandler,
  { path: target, params = {}, headers = {}, body }: Call,
): Promise<HttpResponseInit> {
  const url = new URL(target, 'http://127.0.0.1');
  const request = new HttpRequest({
    method: 'POST',
    url: url.href,
    params,
    query: Object.fromEntries(url.searchParams),
    headers: { 'content-type': 'application/json', ...headers },
    body: { bytes: Buffer.from(body) },
  });
  const context = new InvocationContext({
    invocationId: 'test',
    functionName: 'test',
    logHandler: () => undefined,
  });
  return createRouteHandler({ POST: handler })(request, context);
}
