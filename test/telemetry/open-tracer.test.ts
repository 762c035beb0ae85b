import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { openTracer } from '../../src/telemetry/open-tracer.ts';

const envelope = z.object({
  name: z.string(),
  iKey: z.string(),
  tags: z.record(z.string(), z.string()),
  data: z.object({ baseType: z.string(), baseData: z.looseObject({}) }),
});

const key = '00000000-0000-0000-0000-000000000001';
const received: z.infer<typeof envelope>[] = [];

/** Takes what the exporter sends, as Application Insights does. */
const server = createServer((request, response) => {
  void buffer(request).then((bytes) => {
    const text = request.headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes;
    const items = z.array(envelope).parse(JSON.parse(text.toString()));
    received.push(...items);
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ itemsReceived: items.length, itemsAccepted: items.length, errors: [] }));
  });
});

beforeAll(async () => {
  // The exporter's reports on itself go to an address of its own.
  process.env.APPLICATION_INSIGHTS_NO_STATSBEAT = 'true';
  process.env.APPLICATIONINSIGHTS_SDKSTATS_DISABLED = 'true';
  await once(server.listen(0, '127.0.0.1'), 'listening');
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

describe('openTracer()', () => {
  test('sends spans to Application Insights when it is closed', async () => {
    const { port } = server.address() as AddressInfo;
    const connectionString = `InstrumentationKey=${key};IngestionEndpoint=https://127.0.0.1/`;
    const client = { host: `http://127.0.0.1:${port}/`, allowInsecureConnection: true };
    const { tracer, close } = openTracer({
      connectionString,
      byIdentity: false,
      appName: 'scoring-app',
      client,
    });
    const span = tracer.startSpan('predict churn');
    span.end();
    await close();
    expect(received).toContainEqual(
      expect.objectContaining({
        iKey: key,
        tags: expect.objectContaining({
          'ai.cloud.role': 'scoring-app',
          'ai.operation.id': span.spanContext().traceId,
        }),
        data: {
          baseType: 'RemoteDependencyData',
          baseData: expect.objectContaining({ name: 'predict churn' }),
        },
      }),
    );
  });
});
