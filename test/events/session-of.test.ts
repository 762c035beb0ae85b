import { describe, expect, test } from '@jest/globals';
import { sessionOf } from '../../src/events/session-of.ts';

describe('sessionOf()', () => {
  // Test vectors of FNV-1a, 32 bits, by its authors: 0x811c9dc5, 0xe40c292c, 0xbf9cf968.
  test.each([
    ['', 0x811c9dc5],
    ['a', 0xe40c292c],
    ['foobar', 0xbf9cf968],
  ])('is the FNV-1a hash of %j modulo 64', (device, hash) => {
    expect(sessionOf(device)).toBe(String(hash % 64));
  });

  test('hashes the bytes of UTF-8', () => {
    // 0xc3 0xa9 by hand: two rounds of FNV-1a.
    const first = Math.imul(0x811c9dc5 ^ 0xc3, 0x01000193) >>> 0;
    const second = Math.imul(first ^ 0xa9, 0x01000193) >>> 0;
    expect(sessionOf('é')).toBe(String(second % 64));
  });
});
