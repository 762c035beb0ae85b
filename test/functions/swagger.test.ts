import { createConfig, lintFromString } from '@redocly/openapi-core';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createSwaggerMethods } from '../../src/functions/swagger.ts';
import type { HttpRoute } from '../../src/functions/http/http-route.ts';
import { callMethods } from './support/call-handler.ts';
import { golden } from './support/churn-golden.ts';
import { openRealTime, type RealTime } from './support/real-time.ts';

let realTime: RealTime;
let methods: HttpRoute['methods'];

beforeAll(async () => {
  realTime = await openRealTime();
  methods = createSwaggerMethods({ ...realTime, defaultModel: 'churn', version: '1.2.3' });
});

afterAll(() => realTime.close());

const get = (query: string, headers: Record<string, string> = {}) =>
  callMethods(methods, { method: 'GET', path: `/swagger.json${query}`, headers });

async function lint(text: string): Promise<string[]> {
  const config = await createConfig({
    extends: ['recommended'],
    // What stands only within a choice of bodies is not referred to in Swagger 2.
    rules: { 'no-unused-components': 'off' },
  });
  const problems = await lintFromString({ source: text, config });
  return problems.map(
    ({ ruleId, message, location }) => `${ruleId}: ${message} (${location[0]?.pointer ?? ''})`,
  );
}

describe('GET /swagger.json', () => {
  test.each([
    ['', { swagger: '2.0' }],
    ['?version=2', { swagger: '2.0' }],
    ['?version=3', { openapi: '3.0.3' }],
    ['?version=3.1', { openapi: '3.1.1' }],
  ])('answers a sound description of / and /score when the query is %j', async (query, format) => {
    const { status, json, text } = await get(query);
    expect(status).toBe(200);
    expect(json).toMatchObject({ ...format, info: { version: '1.2.3' }, paths: { '/': {}, '/score': {} } });
    expect(await lint(text)).toEqual([]);
  });

  test('tells the record and an answer of the default model, or of the deployment that is named', async () => {
    const [first] = golden;
    expect((await get('')).json).toMatchObject({
      definitions: { 'churn.Record': { properties: { tenure: { type: 'number' } } } },
      paths: {
        '/score': {
          post: { responses: { 200: { examples: { 'application/json': [first?.prediction] } } } },
        },
      },
    });
    const { json } = await get('?version=3', { 'azureml-model-deployment': 'clothing' });
    expect(json).toMatchObject({ components: { schemas: { 'clothing.Record': { type: 'object' } } } });
  });

  test.each([
    ['?version=4', {}, 'Cannot find the description: its version is "4", expected 2, 3 or 3.1'],
    ['', { 'azureml-model-deployment': 'nope' }, 'Cannot find model "nope"'],
  ])('is not found when the query is %j and the headers are %j', async (query, headers, message) => {
    const { status, json } = await get(query, headers);
    expect(status).toBe(404);
    expect(json).toEqual({ message: expect.stringContaining(message) });
  });
});
