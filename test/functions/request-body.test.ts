import { HttpRequest } from '@azure/functions';
import { describe, expect, test } from '@jest/globals';
import { discardBody, parseJson, readBody, readJson } from '../../src/functions/request-body.ts';

const post = (body: string | Uint8Array) =>
  new HttpRequest({ method: 'POST', url: 'http://127.0.0.1/', body: { bytes: Buffer.from(body) } });

describe('readBody()', () => {
  test('reads all bytes when they are not above the limit', async () => {
    expect(await readBody(post('hello'), 5)).toEqual(Uint8Array.from(Buffer.from('hello')));
  });

  test('says both numbers when the body is above the limit', async () => {
    await expect(readBody(post('hello!'), 5)).rejects.toMatchObject({
      code: 'TooLarge',
      message: 'Cannot read the request: it has 6 bytes, more than 5',
      details: { bytes: 6, maxBytes: 5 },
    });
  });

  test('gives no bytes when there is no body', async () => {
    expect(await readBody(new HttpRequest({ method: 'GET', url: 'http://127.0.0.1/' }), 5)).toHaveLength(0);
  });
});

describe('readJson()', () => {
  test('reads JSON with a byte order mark', async () => {
    expect(await readJson(post('\uFEFF{"a":[1,null]}'), 100)).toEqual({ a: [1, null] });
  });
});

describe('parseJson()', () => {
  test.each([
    ['', 'Cannot read the request: its body is empty'],
    ['{"a":', 'Cannot read the request: it is not JSON: Unexpected end of JSON input'],
    [
      '{"a": 1,}',
      'Cannot read the request: it is not JSON: Expected double-quoted property name in JSON at position 8 (line 1 column 9)',
    ],
    [Uint8Array.of(0x22, 0xff, 0x22), 'Cannot read the request: it is not UTF-8'],
  ])('tells what is wrong when the body is %j', (body, message) => {
    expect(() => parseJson(Buffer.from(body))).toThrow(
      expect.objectContaining({ code: 'InvalidRequest', message }),
    );
  });
});

describe('discardBody()', () => {
  test('reads to the end when nobody has read the body', async () => {
    const request = post('hello');
    discardBody(request);
    await new Promise(setImmediate);
    expect(request.bodyUsed).toBe(true);
  });

  test('does nothing when the body was read', async () => {
    const request = post('hello');
    await readBody(request, 5);
    discardBody(request);
    expect(request.bodyUsed).toBe(true);
  });
});
