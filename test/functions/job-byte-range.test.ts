import { describe, expect, test } from '@jest/globals';
import { isUnchanged, parseByteRange } from '../../src/functions/http/byte-range.ts';

describe('parseByteRange()', () => {
  test.each([
    ['bytes=0-9', { offset: 0, bytes: 10 }],
    ['bytes=90-', { offset: 90, bytes: 10 }],
    ['bytes=90-500', { offset: 90, bytes: 10 }],
    ['bytes=-5', { offset: 95, bytes: 5 }],
    ['bytes=-500', { offset: 0, bytes: 100 }],
    ['bytes=99-99', { offset: 99, bytes: 1 }],
    ['bytes=100-', 'unsatisfiable'],
    ['bytes=-0', 'unsatisfiable'],
    ['bytes=9-0', undefined],
    ['bytes=-', undefined],
    ['bytes=0-1,5-6', undefined],
    ['rows=0-9', undefined],
    [null, undefined],
  ])('reads %s of 100 bytes', (header, range) => {
    expect(parseByteRange(header, 100)).toEqual(range);
  });

  test('is unsatisfiable for nothing', () => {
    expect(parseByteRange('bytes=0-', 0)).toBe('unsatisfiable');
  });
});

describe('isUnchanged()', () => {
  test.each([
    [null, false],
    ['"a"', true],
    ['W/"a"', true],
    ['"b", "a"', true],
    ['"b"', false],
    ['*', true],
  ])('tells whether %s names the ETag', (header, unchanged) => {
    expect(isUnchanged(header, { etag: '"a"' })).toBe(unchanged);
  });
});
