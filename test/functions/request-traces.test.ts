import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { HttpRequest, InvocationContext } from '@azure/functions';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-base';
import { z } from 'zod';
import { createPredictHandler } from '../../src/functions/predict.ts';
import { createRequestTraces } from '../../src/functions/observe/request-traces.ts';
import type { ScoringHandler } from '../../src/functions/scoring-handler.ts';
import { limits, openRealTime, type RealTime } from './support/real-time.ts';

const golden = z.array(z.object({ record: z.record(z.string(), z.unknown()) }));
const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const ofCaller = `00-${traceId}-00f067aa0ba902b7-01`;
const ofHost = `00-${traceId}-b7ad6b7169203331-01`;

const exporter = new InMemorySpanExporter();
const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });

let realTime: RealTime;
let record: unknown;
let predict: ScoringHandler;

beforeAll(async () => {
  realTime = await openRealTime();
  const file = path.join(import.meta.dirname, '../../models/churn/1/golden.json');
  [record] = golden.parse(JSON.parse(await readFile(file, 'utf8'))).map((pair) => pair.record);
  const observers = [createRequestTraces(provider.getTracer('test'))];
  predict = createPredictHandler({ ...realTime, limits, observers }, () => undefined);
});

beforeEach(() => exporter.reset());

afterAll(async () => {
  await provider.shutdown();
  await realTime.close();
});

interface Sent {
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
  readonly traceParent?: string;
}

/** The spans of one request: its own last. */
async function send({ body = record, headers = {}, traceParent }: Sent = {}): Promise<ReadableSpan[]> {
  const request = new HttpRequest({
    method: 'POST',
    url: 'http://127.0.0.1/models/churn/predict?code=secret',
    params: { model: 'churn' },
    headers: { 'content-type': 'application/json', 'x-request-id': 'r-1', ...headers },
    body: { bytes: Buffer.from(JSON.stringify(body)) },
  });
  const context = new InvocationContext({
    invocationId: 'i',
    functionName: 'predict',
    logHandler: () => undefined,
    ...(traceParent !== undefined && { traceContext: { traceParent } }),
  });
  await predict(request, context);
  return exporter.getFinishedSpans();
}

const toMs = ([seconds, nanoseconds]: readonly [number, number]) => seconds * 1000 + nanoseconds / 1e6;

describe('createRequestTraces()', () => {
  test('goes on with the trace of the caller', async () => {
    const spans = await send({ headers: { traceparent: ofCaller } });
    expect(spans.map(({ name }) => name)).toEqual(['parse', 'queue', 'infer', 'serialise', 'predict churn']);
    expect(new Set(spans.map((span) => span.spanContext().traceId))).toEqual(new Set([traceId]));
    const own = spans.at(-1)!;
    expect(own).toMatchObject({ kind: SpanKind.SERVER, parentSpanContext: { spanId: '00f067aa0ba902b7' } });
    const parents = spans.slice(0, -1).map((span) => span.parentSpanContext?.spanId);
    expect(new Set(parents)).toEqual(new Set([own.spanContext().spanId]));
  });

  test('goes on with the trace of the host, whose request is not counted twice', async () => {
    const spans = await send({ headers: { traceparent: ofCaller }, traceParent: ofHost });
    expect(spans.at(-1)).toMatchObject({
      kind: SpanKind.INTERNAL,
      parentSpanContext: { traceId, spanId: 'b7ad6b7169203331' },
    });
  });

  test('begins a trace when what was sent is none', async () => {
    const [span] = await send({ headers: { traceparent: '00-xyz' } });
    expect(span!.spanContext().traceId).toMatch(/^(?!4bf9)[0-9a-f]{32}$/);
  });

  test('makes no span when the caller says that the trace is not sampled', async () => {
    expect(await send({ headers: { traceparent: ofCaller.replace(/01$/, '00') } })).toEqual([]);
  });

  test('says what was asked, without the key in its address', async () => {
    const own = (await send()).at(-1)!;
    expect(own.attributes).toEqual({
      'http.request.method': 'POST',
      'http.response.status_code': 200,
      'url.path': '/models/churn/predict',
      'onscore.dialect': 'predict',
      'onscore.request_id': 'r-1',
      'onscore.model': 'churn',
      'onscore.version': '1',
      'onscore.records': 1,
      'onscore.run_records': 1,
      'onscore.way': expect.stringMatching(/^(inline|worker)$/),
    });
    expect(own.status.code).toBe(SpanStatusCode.UNSET);
  });

  test('places the stages within the request, one after another', async () => {
    const spans = await send();
    const own = spans.at(-1)!;
    const times = spans.slice(0, -1).flatMap((span) => [toMs(span.startTime), toMs(span.endTime)]);
    // The clock of spans is no finer than this.
    const inOrder = times.every((time, k) => k === 0 || time >= times[k - 1]! - 0.01);
    expect(inOrder).toBe(true);
    expect(times[0]).toBeGreaterThanOrEqual(toMs(own.startTime) - 0.01);
    expect(times.at(-1)).toBeLessThanOrEqual(toMs(own.endTime) + 0.01);
  });

  test('tells the code of a failed request and none of its values', async () => {
    const spans = await send({ body: { tenure: 'secret' } });
    expect(spans.map(({ name }) => name)).toEqual(['parse', 'predict churn']);
    expect(spans.at(-1)!.attributes).toMatchObject({
      'http.response.status_code': 400,
      'error.type': 'InvalidRecord',
    });
    expect(
      JSON.stringify(spans.map(({ attributes, events, status }) => [attributes, events, status])),
    ).not.toMatch(/secret/);
  });
});
