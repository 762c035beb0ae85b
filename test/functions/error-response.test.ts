import { describe, expect, test } from '@jest/globals';
import { InvocationContext } from '@azure/functions';
import { httpStatuses, toErrorResponse } from '../../src/functions/http/error-response.ts';
import { ScoringError, errorCodes } from '../../src/scoring/scoring-error.ts';

const contractStatuses = [400, 401, 403, 404, 405, 409, 413, 415, 429, 503, 504];

function createContext() {
  const logged: unknown[][] = [];
  const context = new InvocationContext({
    invocationId: 'test',
    functionName: 'test',
    logHandler: (_level, ...args) => logged.push(args),
  });
  return { context, logged };
}

describe('toErrorResponse()', () => {
  test('answers message, code and details when a scoring error is thrown', () => {
    const error = new ScoringError('ModelNotFound', 'Cannot find model "x": there is churn', {
      details: { model: 'x' },
    });
    expect(toErrorResponse(error)).toEqual({
      status: 404,
      headers: {},
      jsonBody: {
        error: 'Cannot find model "x": there is churn',
        code: 'ModelNotFound',
        details: { model: 'x' },
      },
    });
  });

  test('leaves details out when there are none', () => {
    expect(toErrorResponse(new ScoringError('TooLarge', 'Too large')).jsonBody).toEqual({
      error: 'Too large',
      code: 'TooLarge',
    });
  });

  test('keeps an unknown error to the log when anything else is thrown', () => {
    const { context, logged } = createContext();
    const secret = new Error('password is 123');
    expect(toErrorResponse(secret, context)).toEqual({
      status: 503,
      headers: {},
      jsonBody: { error: 'Cannot answer: an unexpected error occurred', code: 'Internal' },
    });
    expect(logged).toEqual([['Cannot answer: an unexpected error occurred (Internal)', secret]]);
  });

  test('logs nothing when the caller alone is at fault', () => {
    const { context, logged } = createContext();
    toErrorResponse(new ScoringError('InvalidRequest', 'Wrong'), context);
    expect(logged).toEqual([]);
  });

  test('says Retry-After in whole seconds when the details tell when to come again', () => {
    const error = new ScoringError('TooManyRequests', 'Full', { details: { retryAfterSeconds: 1.2 } });
    expect(toErrorResponse(error).headers).toEqual({ 'Retry-After': '2' });
  });
});

describe('httpStatuses', () => {
  test.each(errorCodes)('has a status of the contract when the code is %s', (code) => {
    expect(contractStatuses).toContain(httpStatuses[code]);
  });
});
