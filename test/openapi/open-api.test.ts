import { createConfig, lintFromString } from '@redocly/openapi-core';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describeApp } from '../../src/functions/open-api.ts';
import { httpStatuses } from '../../src/functions/http/error-response.ts';
import type { OpenApi } from '../../src/openapi/create-open-api.ts';
import { listOperations } from '../../src/openapi/role-operations.ts';
import { errorCodes } from '../../src/scoring/scoring-error.ts';
import { golden } from '../functions/support/churn-golden.ts';
import { openRealTime, type RealTime } from '../functions/support/real-time.ts';
import { loadRegistrations, toRoutes } from '../functions/support/registrations.ts';

let realTime: RealTime;
let description: OpenApi;

beforeAll(async () => {
  realTime = await openRealTime();
  description = await describeApp({ ...realTime, version: '1.2.3', operations: listOperations('all') });
});

afterAll(() => realTime.close());

/** As a caller gets it. */
const toJson = (value: unknown): string => JSON.stringify(value);

async function lint(text: string): Promise<string[]> {
  const config = await createConfig({
    extends: ['recommended'],
    rules: {
      // /v2/models/stats lies beside /v2/models/{model}: both the host and OpenAPI take the literal one first.
      'no-ambiguous-paths': 'off',
      // Probes fail in no way that is the caller's fault but by a wrong method, which is described.
      'operation-4xx-response': 'error',
    },
  });
  const problems = await lintFromString({ source: text, config });
  return problems.map(
    ({ ruleId, message, location }) => `${ruleId}: ${message} (${location[0]?.pointer ?? ''})`,
  );
}

/** A prediction is asked for with its key in the path or without it. */
function toPaths(route: string): readonly string[] {
  const path = route.replace('{ignored:maxlength(0)?}', '').replace('?}', '}');
  return route.endsWith('/{key?}') ? [path, path.replace('/{key}', '')] : [path];
}

describe('the description of the app', () => {
  test.each(['all', 'realtime', 'batch'] as const)(
    'has no fault that a linter finds in role %s',
    async (role) => {
      const described = await describeApp({
        ...realTime,
        version: '1.2.3',
        operations: listOperations(role),
      });
      expect(await lint(toJson(described))).toEqual([]);
    },
  );

  test.each(['all', 'realtime', 'batch'] as const)(
    'tells of every route of the app in role %s, and which key it asks for',
    async (role) => {
      const routes = toRoutes(await loadRegistrations({ SCORING_ROLE: role }))
        .filter(({ name }) => name !== 'zz-not-found')
        .flatMap(({ route, authLevel }) => toPaths(route).map((path) => `/${path} ${authLevel ?? ''}`));
      const told = listOperations(role).map(({ path, level }) => `${path} ${level}`);
      expect([...new Set(told)].sort()).toEqual(routes.sort());
    },
    60_000,
  );

  test('holds the codes of errors as one closed list', () => {
    expect(description.components.schemas.ErrorCode).toMatchObject({ enum: [...errorCodes] });
    expect(Object.keys(httpStatuses).sort()).toEqual([...errorCodes].sort());
  });

  test('shows a golden record of each model, and what is answered for it', () => {
    const [first] = golden;
    const predict = description.paths['/models/{model}/predict']?.post;
    expect(predict).toMatchObject({
      requestBody: {
        content: { 'application/json': { examples: { churn: { value: first?.record }, clothing: {} } } },
      },
      responses: {
        200: {
          content: {
            'application/json': { examples: { churn: { value: { predictions: [first?.prediction] } } } },
          },
        },
      },
    });
  });

  test('tells what a record must hold', () => {
    expect(description.components.schemas['churn.Record']).toMatchObject({
      properties: { tenure: { type: 'number' }, total_charges: { type: ['number', 'null'] } },
      required: expect.arrayContaining(['tenure', 'contract']) as unknown,
    });
  });

  test('fits its own examples', () => {
    const ajv = new Ajv2020({ strict: false });
    ajv.addSchema(description, 'onscore');
    const check = (pointer: string, value: unknown) => {
      const validate = ajv.compile({ $ref: `onscore#/components/schemas/${pointer}` });
      validate(value);
      return validate.errors ?? [];
    };
    const [first] = golden;
    expect(check('churn.Record', first?.record)).toEqual([]);
    expect(check('churn.Prediction', first?.prediction)).toEqual([]);
    expect(check('PredictRequest', { records: [first?.record] })).toEqual([]);
    expect(check('MlflowRequest', { dataframe_records: [first?.record] })).toEqual([]);
    expect(check('churn.Record', { ...first?.record, tenure: 'x' })).not.toEqual([]);
  });
});
