import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from '../support/fast-check.ts';
import { createAzureMlMethods } from '../../src/functions/azureml/azureml-score.ts';
import type { HttpRoute } from '../../src/functions/http/http-route.ts';
import { createMlflowHandler } from '../../src/functions/mlflow/mlflow-invocations.ts';
import { createPredictHandler } from '../../src/functions/predict.ts';
import { createScoringHandler } from '../../src/functions/scoring-handler.ts';
import { createInferDialect } from '../../src/functions/v2/v2-infer.ts';
import { callMethods } from './support/call-handler.ts';
import {
  findFault,
  type FuzzedAnswer,
  type FuzzedBody,
  type FuzzedDialect,
  fuzzedDialects,
} from './support/fuzzed-dialects.ts';
import { jsonCorpus } from './support/json-corpus.ts';
import { arbitraryRequest } from './support/mutations.ts';
import { limits, openRealTime, type RealTime } from './support/real-time.ts';

const requestsPerDialect = 1000;
const timeoutMs = 60_000;

let realTime: RealTime;
let methods: Record<FuzzedDialect['name'], HttpRoute['methods']>;

beforeAll(async () => {
  realTime = await openRealTime();
  const dependencies = { ...realTime, limits, defaultModel: 'churn' };
  methods = {
    predict: { POST: createPredictHandler(dependencies, () => undefined) },
    v2: {
      POST: createScoringHandler(
        dependencies,
        createInferDialect(() => undefined),
      ),
    },
    azureml: createAzureMlMethods(dependencies),
    mlflow: { POST: createMlflowHandler(dependencies, () => 'churn') },
  };
});

afterAll(() => realTime.close());

async function send(
  { name, path }: FuzzedDialect,
  { type, content, headers = {} }: FuzzedBody,
): Promise<FuzzedAnswer> {
  const answer = await callMethods(methods[name], {
    path,
    params: { model: 'churn' },
    headers: { 'content-type': type, ...headers },
    body: content,
  });
  return { status: answer.status, type: answer.headers.get('content-type') ?? '', text: answer.text };
}

async function answerAll(dialect: FuzzedDialect): Promise<FuzzedAnswer[]> {
  return Promise.all(dialect.bodies.map((body) => send(dialect, body)));
}

describe.each(fuzzedDialects.map((dialect) => [dialect.name, dialect] as const))('%s', (_name, dialect) => {
  test('answers its own valid requests', async () => {
    const answers = await answerAll(dialect);
    expect(answers.map(({ status }) => status)).toEqual(dialect.bodies.map(() => 200));
  });

  test.each(jsonCorpus)('answers soundly when it is sent %s', async (_case, content) => {
    const answer = await send(dialect, { type: 'application/json', content });
    expect(findFault(dialect, answer)).toBeUndefined();
    expect(answer.status).toBeGreaterThanOrEqual(400);
  });

  test(
    'answers soundly whatever is changed in a valid request, and valid ones as before',
    async () => {
      const before = await answerAll(dialect);
      await fc.assert(
        fc.asyncProperty(arbitraryRequest(dialect), async (request) => {
          expect(findFault(dialect, await send(dialect, request))).toBeUndefined();
        }),
        { numRuns: requestsPerDialect },
      );
      expect(await answerAll(dialect)).toEqual(before);
    },
    timeoutMs,
  );
});
