import { describe, expect, test } from '@jest/globals';
import fc from '../support/fast-check.ts';
import { createByteBudget } from '../../src/jobs/chunks/byte-budget.ts';

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('createByteBudget()', () => {
  test('does at once what there is room for, in the order in which it came', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 15 }), { maxLength: 20 }), async (sizes) => {
        const { spend } = createByteBudget(10);
        const begun: number[] = [];
        let now = 0;
        let most = 0;
        const work = (bytes: number, index: number) =>
          spend(bytes, async () => {
            begun.push(index);
            now += bytes;
            most = Math.max(most, now);
            await turn();
            now -= bytes;
            return bytes;
          });
        expect(await Promise.all(sizes.map(work))).toEqual(sizes);
        expect(begun).toEqual(sizes.map((_, index) => index));
        expect(most).toBeLessThanOrEqual(Math.max(10, ...sizes));
      }),
    );
  });

  test('goes on after work that failed', async () => {
    const { spend } = createByteBudget(10);
    const failing = spend(10, () => Promise.reject(new Error('broken')));
    const next = spend(10, () => Promise.resolve('done'));
    await expect(failing).rejects.toThrow('broken');
    expect(await next).toBe('done');
  });
});
