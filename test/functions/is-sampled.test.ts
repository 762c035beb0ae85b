import { describe, expect, test } from '@jest/globals';
import { isSampled } from '../../src/functions/observe/is-sampled.ts';

const ids = Array.from({ length: 20_000 }, (_, k) => `request-${k}`);
const share = (percent: number) => ids.filter((id) => isSampled(id, percent)).length / ids.length;

describe('isSampled()', () => {
  test('takes the share of the ids that is asked for', () => {
    expect(share(100)).toBe(1);
    expect(share(10)).toBeCloseTo(0.1, 2);
    expect(share(0.5)).toBeCloseTo(0.005, 2);
  });

  test('takes the same ids again, and them too when more are asked for', () => {
    const few = ids.filter((id) => isSampled(id, 5));
    expect(few.every((id) => isSampled(id, 5) && isSampled(id, 20))).toBe(true);
  });
});
