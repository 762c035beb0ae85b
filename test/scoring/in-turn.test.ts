import { describe, expect, test } from '@jest/globals';
import { createInTurn } from '../../src/scoring/worker/in-turn.ts';

describe('createInTurn()', () => {
  test('does work in order, also after one that fails', async () => {
    const inTurn = createInTurn();
    const done: number[] = [];
    const first = inTurn(async () => {
      await new Promise(setImmediate);
      done.push(1);
      throw new Error('first');
    });
    const second = inTurn(async () => done.push(2));
    await expect(first).rejects.toThrow('first');
    await second;
    expect(done).toEqual([1, 2]);
  });

  test('throws TooManyRequests when too many wait, and takes work again when they are done', async () => {
    const inTurn = createInTurn();
    const gate = Promise.withResolvers<number>();
    const waiting = Array.from({ length: 100 }, () => inTurn(() => gate.promise));
    await expect(inTurn(() => gate.promise)).rejects.toMatchObject({
      code: 'TooManyRequests',
      message: 'Cannot change the models: 100 changes wait, no more than 100 may',
    });
    gate.resolve(1);
    await Promise.all(waiting);
    expect(await inTurn(async () => 2)).toBe(2);
  });
});
