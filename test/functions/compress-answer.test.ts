import { gunzipSync } from 'node:zlib';
import type { HttpResponseInit } from '@azure/functions';
import { describe, expect, test } from '@jest/globals';
import { compressAnswers } from '../../src/functions/http/compress-answer.ts';
import type { WebRequest } from '../../src/functions/http/web-request.ts';

const long = '[1.25,'.repeat(2000);

function answer(response: HttpResponseInit, acceptEncoding?: string): Promise<HttpResponseInit> {
  const headers = new Headers(acceptEncoding === undefined ? {} : { 'accept-encoding': acceptEncoding });
  const query = new URLSearchParams();
  const request: WebRequest = { method: 'POST', url: '/', headers, query, params: {}, body: null };
  return compressAnswers(() => Promise.resolve(response))(request);
}

describe('compressAnswers()', () => {
  test.each(['gzip', 'deflate, GZIP;q=0.5', 'br, gzip'])('answers in gzip to %s', async (header) => {
    const { headers, body } = await answer(
      { headers: { 'content-type': 'application/json' }, body: long },
      header,
    );
    expect(headers).toEqual({
      'content-type': 'application/json',
      'content-encoding': 'gzip',
      vary: 'accept-encoding',
    });
    expect(gunzipSync(body as Buffer).toString()).toBe(long);
  });

  test('compresses bytes as well', async () => {
    const { body } = await answer({ body: Buffer.from(long) }, 'gzip');
    expect(gunzipSync(body as Buffer).toString()).toBe(long);
  });

  test.each([undefined, '', 'br', 'gzip;q=0', 'gzip; q=0.0', 'gzipped'])(
    'leaves an answer as it is for %s',
    async (header) => {
      expect(await answer({ body: long }, header)).toEqual({ body: long });
    },
  );

  test('leaves a short answer, or one that is no bytes yet, as it is', async () => {
    expect(await answer({ body: '[1]' }, 'gzip')).toEqual({ body: '[1]' });
    expect(await answer({ jsonBody: { long } }, 'gzip')).toEqual({ jsonBody: { long } });
  });
});
