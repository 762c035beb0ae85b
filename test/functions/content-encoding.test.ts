import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { decodeContent, parseContentEncoding } from '../../src/functions/http/content-encoding.ts';

const text = Buffer.from('{"tenure": 5}'.repeat(100));

describe('parseContentEncoding()', () => {
  test.each([
    [null, 'identity'],
    ['', 'identity'],
    ['identity', 'identity'],
    [' GZip', 'gzip'],
    ['deflate', 'deflate'],
  ])('takes %p', (header, encoding) => {
    expect(parseContentEncoding(header)).toBe(encoding);
  });

  test.each(['br', 'gzip, gzip', 'zstd'])('refuses %s', (header) => {
    expect(() => parseContentEncoding(header)).toThrow(
      new Error(
        `Cannot read the request: its content encoding is "${header}", expected gzip, deflate or none`,
      ),
    );
  });
});

describe('decodeContent()', () => {
  test.each([
    ['gzip', gzipSync(text)],
    ['x-gzip', gzipSync(text)],
    ['deflate', deflateSync(text)],
    ['deflate', deflateRawSync(text)],
    ['identity', text],
  ] as const)('undoes %s', async (encoding, bytes) => {
    expect((await decodeContent(bytes, encoding, text.length)).equals(text)).toBe(true);
  });

  test('refuses what inflates to more than the limit', async () => {
    const bomb = gzipSync(Buffer.alloc(10_000_000));
    await expect(decodeContent(bomb, 'gzip', 1_000_000)).rejects.toMatchObject({
      message: `Cannot read the request: its ${bomb.length} bytes inflate to more than 1000000`,
    });
  });

  test.each([
    ['gzip', Buffer.from('{}')],
    ['gzip', gzipSync(text).subarray(0, 30)],
    ['deflate', Buffer.from('{}')],
    ['deflate', Buffer.alloc(0)],
  ] as const)('refuses what is not %s', async (encoding, bytes) => {
    await expect(decodeContent(bytes, encoding, 1000)).rejects.toMatchObject({
      message: `Cannot read the request: its body is not ${encoding}`,
    });
  });
});
