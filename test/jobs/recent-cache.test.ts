import { describe, expect, test } from '@jest/globals';
import { createRecentCache } from '../../src/jobs/recent-cache.ts';

describe('createRecentCache()', () => {
  const counter = () => {
    let count = 0;
    return async () => ++count;
  };

  test('creates a value once, also for those who ask meanwhile', async () => {
    const cache = createRecentCache<number>({ maxEntries: 2 });
    const create = counter();
    expect(await Promise.all([cache('a', create), cache('a', create)])).toEqual([1, 1]);
    expect(await cache('a', create)).toBe(1);
  });

  test('creates anew what failed', async () => {
    const cache = createRecentCache<number>({ maxEntries: 2 });
    await expect(cache('a', () => Promise.reject(new Error('first')))).rejects.toThrow('first');
    expect(await cache('a', async () => 2)).toBe(2);
  });

  test('creates anew what came to nothing', async () => {
    const cache = createRecentCache<number | undefined>({ maxEntries: 2 });
    expect(await cache('a', async () => undefined)).toBeUndefined();
    expect(await cache('a', async () => 2)).toBe(2);
  });

  test('creates anew what is too old', async () => {
    let nowMs = 0;
    const cache = createRecentCache<number>({ maxEntries: 2, maxAgeMs: 100, now: () => new Date(nowMs) });
    const create = counter();
    expect(await cache('a', create)).toBe(1);
    nowMs = 99;
    expect(await cache('a', create)).toBe(1);
    nowMs = 100;
    expect(await cache('a', create)).toBe(2);
  });

  test('keeps for longer what took long, and shares it while it is made', async () => {
    let nowMs = 0;
    const cache = createRecentCache<number>({
      maxEntries: 2,
      ...{ maxAgeMs: 100, ageByCost: 9, now: () => new Date(nowMs) },
    });
    let count = 0;
    const made: (() => void)[] = [];
    const create = () => new Promise<number>((resolve) => made.push(() => resolve(++count)));
    const first = cache('a', create);
    nowMs = 200;
    const second = cache('a', create);
    made[0]?.();
    expect([await first, await second]).toEqual([1, 1]);
    nowMs = 200 + 9 * 200 - 1;
    expect(await cache('a', create)).toBe(1);
    nowMs++;
    void cache('a', create);
    expect(made).toHaveLength(2);
  });

  test('lets go of what was used longest ago', async () => {
    const cache = createRecentCache<number>({ maxEntries: 2 });
    const create = counter();
    await cache('a', create);
    await cache('b', create);
    await cache('a', create);
    await cache('c', create);
    expect(await cache('a', create)).toBe(1);
    expect(await cache('b', create)).toBe(4);
  });
});
