import { gzipSync } from 'node:zlib';
import { HttpRequest } from '@azure/functions';
import { describe, expect, test } from '@jest/globals';
import { discardBody, parseJson, readBody, readJson } from '../../src/functions/http/request-body.ts';
import { ScoringError } from '../../src/scoring/scoring-error.ts';

const post = (body: string | Uint8Array) =>
  new HttpRequest({ method: 'POST', url: 'http://127.0.0.1/', body: { bytes: Buffer.from(body) } });

describe('readBody()', () => {
  test('reads all bytes when they are not above the limit', async () => {
    expect(await readBody(post('hello'), { maxBodyBytes: 5 })).toEqual(Uint8Array.from(Buffer.from('hello')));
  });

  test('says both numbers when the body is above the limit', async () => {
    await expect(readBody(post('hello!'), { maxBodyBytes: 5 })).rejects.toMatchObject({
      code: 'TooLarge',
      message: 'Cannot read the request: it has 6 bytes, more than 5',
      details: { bytes: 6, maxBytes: 5 },
    });
  });

  test('gives no bytes when there is no body', async () => {
    expect(
      await readBody(new HttpRequest({ method: 'GET', url: 'http://127.0.0.1/' }), { maxBodyBytes: 5 }),
    ).toHaveLength(0);
  });
});

describe('readJson()', () => {
  test('reads JSON with a byte order mark', async () => {
    expect(await readJson(post('\uFEFF{"a":[1,null]}'), { maxBodyBytes: 100 })).toEqual({ a: [1, null] });
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

describe('readBody() of encoded bytes', () => {
  const send = (body: string, encoding: string) =>
    new HttpRequest({
      method: 'POST',
      url: 'http://127.0.0.1/',
      headers: { 'content-encoding': encoding },
      body: { bytes: gzipSync(body) },
    });

  test('undoes the encoding', async () => {
    const bytes = await readBody(send('hello', 'gzip'), { maxBodyBytes: 100 });
    expect(bytes.toString()).toBe('hello');
  });

  test('says both numbers when the body inflates above the limit', async () => {
    const read = readBody(send('x'.repeat(10_000), 'gzip'), { maxBodyBytes: 100 });
    await expect(read).rejects.toMatchObject({ code: 'TooLarge', details: { maxBytes: 100 } });
  });
});

describe('parseJson() of nested JSON', () => {
  const nest = (depth: number) => Buffer.from('['.repeat(depth) + '{"a":1}' + ']'.repeat(depth));

  test('takes what nests as deep as allowed', () => {
    expect(parseJson(nest(2), { maxJsonDepth: 3 })).toEqual([[{ a: 1 }]]);
    expect(() => parseJson(nest(63))).not.toThrow();
  });

  test.each([3, 1000, 1_000_000])('refuses %d arrays around an object when 3 is the limit', (depth) => {
    expect(() => parseJson(nest(depth), { maxJsonDepth: 3 })).toThrow(
      new ScoringError('TooLarge', 'Cannot read the request: its JSON nests deeper than 3'),
    );
  });

  test('counts what is open and not what a string holds or stands side by side', () => {
    const text = '[{"a":"[[[[{{{{"},{"b\\"[[[[":"\\\\"},[],[],[],[]]';
    expect(parseJson(Buffer.from(text), { maxJsonDepth: 2 })).toHaveLength(6);
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
    await readBody(request, { maxBodyBytes: 5 });
    discardBody(request);
    expect(request.bodyUsed).toBe(true);
  });
});
