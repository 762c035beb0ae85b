import type { HttpHandler, HttpResponseInit } from '@azure/functions';
import { z } from 'zod';
import { createScoringHandler } from '../../../src/functions/scoring-handler.ts';
import { createInferDialect } from '../../../src/functions/v2/v2-infer.ts';
import type { ModelRepository } from '../../../src/scoring/repository/model-repository.ts';
import type { Scorer } from '../../../src/scoring/scorer.ts';
import { expectOip } from './oip.ts';
import { post } from './real-time.ts';

const output = z.object({
  name: z.string(),
  datatype: z.string(),
  shape: z.array(z.number()),
  parameters: z.object({ binary_data_size: z.number() }).optional(),
  data: z.array(z.unknown()).optional(),
});
const answer = z.object({
  model_name: z.string(),
  model_version: z.string(),
  id: z.string().optional(),
  outputs: z.array(output),
});

export type V2Answer = z.infer<typeof answer>;
export type V2Output = z.infer<typeof output>;

export interface V2Response {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Buffer;
  readonly json: unknown;
}

export interface V2Call {
  readonly version?: string;
  readonly headers?: Record<string, string>;
}

export interface V2Client {
  /** Sends any bytes. */
  readonly send: (model: string, body: string | Uint8Array, call?: V2Call) => Promise<V2Response>;
  /** Sends JSON and reads the answer, both as the published description has them. */
  readonly infer: (model: string, request: object, call?: V2Call) => Promise<V2Answer>;
  /** Sends JSON, as the published description has it or not, and reads the error. */
  readonly refuse: (
    model: string,
    request: unknown,
    call?: V2Call,
  ) => Promise<{ status: number; error: string }>;
  /** Sends JSON and bytes behind it, and reads JSON and bytes. */
  readonly inferBinary: (
    model: string,
    request: object,
    tail?: Uint8Array,
  ) => Promise<V2Answer & { readonly bytes: readonly Buffer[] }>;
}

export const v2Limits = {
  maxBodyBytes: 100_000,
  maxRecords: 100,
  maxCells: 5000,
  maxJsonDepth: 16,
  maxTimeoutMs: 30_000,
};

const lengthHeader = 'inference-header-content-length';

export function createV2Client(dependencies: { repository: ModelRepository; scorer: Scorer }): V2Client {
  const handler: HttpHandler = createScoringHandler(
    { ...dependencies, limits: v2Limits },
    createInferDialect(({ params }) => params.version),
  );

  const send: V2Client['send'] = async (model, body, { version, headers = {} } = {}) => {
    const place = version === undefined ? '' : `/versions/${version}`;
    const params = { model, ...(version !== undefined && { version }) };
    return toResponse(
      await post(handler, { path: `/v2/models/${model}${place}/infer`, params, headers, body }),
    );
  };
  const infer: V2Client['infer'] = async (model, request, call) => {
    expectOip('inference_request', request);
    const { status, json } = await send(model, JSON.stringify(request), call);
    if (status !== 200) throw new Error(JSON.stringify(json));
    expectOip('inference_response', json);
    return answer.parse(json);
  };
  const refuse: V2Client['refuse'] = async (model, request, call) => {
    const { status, json } = await send(model, JSON.stringify(request), call);
    expectOip('inference_error_response', json);
    return { status, error: z.object({ error: z.string(), code: z.string() }).parse(json).error };
  };
  const inferBinary: V2Client['inferBinary'] = async (model, request, tail = new Uint8Array()) => {
    const head = Buffer.from(JSON.stringify(request));
    const headers = { [lengthHeader]: String(head.length), 'content-type': 'application/octet-stream' };
    const response = await send(model, Buffer.concat([head, tail]), { headers });
    if (response.status !== 200) throw new Error(response.bytes.toString());
    return splitAnswer(response);
  };
  return { send, infer, refuse, inferBinary };
}

function toResponse({ status = 200, headers, body, jsonBody }: HttpResponseInit): V2Response {
  const found = new Headers(headers ?? {});
  const bytes = toBytes(body ?? JSON.stringify(jsonBody));
  const isJson = found.get('content-type') !== 'application/octet-stream';
  return { status, headers: found, bytes, json: isJson ? JSON.parse(bytes.toString()) : undefined };
}

function toBytes(body: unknown): Buffer {
  return typeof body === 'string' ? Buffer.from(body) : Buffer.from(z.instanceof(Uint8Array).parse(body));
}

/** The bytes of each binary output, taken off one after another; all of them must be used up. */
function splitAnswer({ headers, bytes }: V2Response): V2Answer & { readonly bytes: readonly Buffer[] } {
  const length = Number(headers.get(lengthHeader) ?? bytes.length);
  const found = answer.parse(JSON.parse(bytes.subarray(0, length).toString()));
  let at = length;
  const parts = found.outputs.map(({ parameters }) => {
    const start = at;
    at += parameters?.binary_data_size ?? 0;
    return bytes.subarray(start, at);
  });
  if (at !== bytes.length) throw new Error(`The answer has ${bytes.length} bytes, its outputs end at ${at}`);
  return { ...found, bytes: parts };
}
