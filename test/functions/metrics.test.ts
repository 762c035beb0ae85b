import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { HttpHandler } from '@azure/functions';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { createMetricsMethods } from '../../src/functions/metrics.ts';
import { createPredictHandler } from '../../src/functions/predict.ts';
import { createScoringMetrics, type ScoringMetrics } from '../../src/functions/observe/scoring-metrics.ts';
import { callRoute } from './support/call-route.ts';
import { parsePrometheus } from './support/prometheus.ts';
import { limits, openRealTime, post, type RealTime } from './support/real-time.ts';

const golden = z.array(z.object({ record: z.record(z.string(), z.unknown()) }));

let realTime: RealTime;
let record: Record<string, unknown>;
let metrics: ScoringMetrics;
let predict: HttpHandler;

beforeAll(async () => {
  realTime = await openRealTime();
  const file = path.join(import.meta.dirname, '../../models/churn/1/golden.json');
  [{ record } = { record: {} }] = golden.parse(JSON.parse(await readFile(file, 'utf8')));
});

afterAll(() => realTime.close());

beforeEach(() => {
  metrics = createScoringMetrics();
  predict = createPredictHandler({ ...realTime, limits, observers: [metrics.observer] }, () => undefined);
});

const send = (body: unknown, { model = 'churn', query = '' } = {}) =>
  post(predict, { path: `/models/${model}/predict${query}`, params: { model }, body: JSON.stringify(body) });

async function scrape(): Promise<ReadonlyMap<string, number>> {
  const { headers, text } = await callRoute(createMetricsMethods([metrics.collect]));
  expect(headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  return parsePrometheus(text);
}

const churn = '{model="churn",version="1",dialect="predict"}';
const triton = '{model="churn",version="1"}';

describe('GET /metrics', () => {
  test('counts requests, records and failures as they were sent', async () => {
    await send(record);
    await send([record, record, { ...record, tenure: 'abc' }], { query: '?onError=record' });
    await send({ ...record, tenure: 'abc' });
    await send('neither');
    const found = await scrape();
    const values = [
      `onscore_requests_total${churn}`,
      `onscore_records_total${churn}`,
      `onscore_record_failures_total${churn}`,
      'onscore_request_failures_total{model="churn",version="1",dialect="predict",code="InvalidRecord"}',
      'onscore_request_failures_total{model="churn",version="1",dialect="predict",code="InvalidRequest"}',
      `onscore_request_duration_seconds_count${churn}`,
      `onscore_infer_duration_seconds_count${churn}`,
      `onscore_run_records_sum${churn}`,
      'onscore_requests_in_flight{dialect="predict"}',
    ].map((name) => [name, found.get(name)]);
    expect(values.map(([, value]) => value)).toEqual([4, 3, 1, 1, 1, 4, 2, 3, 0]);
  });

  test('tells the same by the names of Triton', async () => {
    await send(record);
    await send([record, record]);
    await send('neither');
    const found = await scrape();
    const names = ['request_success', 'request_failure', 'count', 'exec_count'];
    expect(names.map((name) => found.get(`nv_inference_${name}${triton}`))).toEqual([2, 1, 3, 2]);
    const parts = ['queue', 'compute_input', 'compute_infer', 'compute_output'].map(
      (name) => found.get(`nv_inference_${name}_duration_us${triton}`) ?? NaN,
    );
    const whole = found.get(`nv_inference_request_duration_us${triton}`) ?? NaN;
    expect(parts.every((part) => part >= 0)).toBe(true);
    expect(parts.reduce((sum, part) => sum + part)).toBeLessThanOrEqual(whole + parts.length);
  });

  test('makes no label of what a caller writes', async () => {
    await send(record, { model: 'made-up' });
    await send(record, { model: 'other' });
    const found = await scrape();
    const name = 'onscore_request_failures_total{model="",version="",dialect="predict",code="ModelNotFound"}';
    expect(found.get(name)).toBe(2);
    expect([...found.keys()].filter((key) => /made-up|other"/.test(key))).toEqual([]);
  });

  test('tells of the process', async () => {
    expect((await scrape()).get('process_resident_memory_bytes')).toBeGreaterThan(1_000_000);
  });
});

describe('statistics()', () => {
  test('adds up what was done with a version', async () => {
    await send(record);
    await send([record, record]);
    await send('neither');
    const found = metrics.statistics('churn', '1');
    expect(found).toMatchObject({
      inferenceCount: 3,
      executionCount: 2,
      success: { count: 2 },
      failure: { count: 1 },
      queue: { count: 2 },
      computeInfer: { count: 2 },
      batches: [
        { records: 1, infer: { count: 1 } },
        { records: 2, infer: { count: 1 } },
      ],
    });
    expect(Math.abs(found.lastInferenceAt - Date.now())).toBeLessThan(10_000);
  });

  test('is all zeros when nothing was asked of a version', () => {
    expect(metrics.statistics('churn', '2')).toMatchObject({
      lastInferenceAt: 0,
      inferenceCount: 0,
      executionCount: 0,
      success: { count: 0, ms: 0 },
      batches: [],
    });
  });
});
