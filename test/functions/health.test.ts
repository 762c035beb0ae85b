import { HttpRequest, InvocationContext } from '@azure/functions';
import { describe, expect, test } from '@jest/globals';
import { createReadyHandler } from '../../src/functions/health.ts';

const context = new InvocationContext({
  invocationId: 'test',
  functionName: 'test',
  logHandler: () => undefined,
});
const request = new HttpRequest({ method: 'GET', url: 'http://127.0.0.1/v2/health/ready' });

describe('GET /v2/health/ready', () => {
  test.each([
    [true, 200],
    [false, 503],
  ])('answers as the models are loaded: %s', async (ready, status) => {
    expect(await createReadyHandler(() => ready)(request, context)).toEqual({
      status,
      jsonBody: { live: true, ready },
    });
  });
});
