import { describe, expect, test } from '@jest/globals';
import { createRequestUnitPacer } from '../../src/storage/request-unit-pacer.ts';

const perOperation = 10;

/** Spends `requests` of 20 operations that cost 10 units each, and tells in how many seconds. */
async function spend(
  pacer: ReturnType<typeof createRequestUnitPacer>,
  requests: number,
): Promise<{ readonly seconds: number; readonly units: number }> {
  const startMs = performance.now();
  for (let k = 0; k < requests; k++) {
    await pacer.admit(20);
    pacer.learn({ operations: 20, charge: 20 * perOperation, throttled: false });
  }
  return { seconds: (performance.now() - startMs) / 1000, units: requests * 20 * perOperation };
}

describe('createRequestUnitPacer()', () => {
  test('spends no more than the budget, but for what one request overdraws', async () => {
    const { seconds, units } = await spend(createRequestUnitPacer({ perSecond: 2000 }), 20);
    expect(units - 200).toBeLessThanOrEqual(2000 * seconds + 20);
  });

  test('spends no more than its part of the budget when several instances write', async () => {
    const pacer = createRequestUnitPacer({ perSecond: 8000, writers: () => 4 });
    const { seconds, units } = await spend(pacer, 20);
    expect(units - 200).toBeLessThanOrEqual(2000 * seconds + 20);
  });

  test('waits for nothing without a budget', async () => {
    const pacer = createRequestUnitPacer();
    await spend(pacer, 1000);
    expect(pacer.operationsPerRequest()).toBe(100);
  });

  test('slows down when the database throttles, and speeds up again when it does not', () => {
    let nowMs = 0;
    const pacer = createRequestUnitPacer({ now: () => nowMs });
    pacer.learn({ operations: 100, charge: 1000, throttled: false });
    nowMs += 1000;
    pacer.learn({ operations: 100, charge: 0, throttled: true });
    // 1,000 units seen in a second, less a tenth, of which a request may hold a fifth, at a little over 8 units each.
    expect(pacer.operationsPerRequest()).toBe(21);
    nowMs += 10_000;
    expect(pacer.operationsPerRequest()).toBe(56);
  });

  test('sends small requests under a small budget, and one operation at least', () => {
    expect(createRequestUnitPacer({ perSecond: 400 }).operationsPerRequest()).toBe(10);
    expect(createRequestUnitPacer({ perSecond: 5 }).operationsPerRequest()).toBe(1);
  });

  test('ends a wait when its signal does, and serves the next', async () => {
    const pacer = createRequestUnitPacer({ perSecond: 100 });
    await pacer.admit(1);
    pacer.learn({ operations: 1, charge: 150, throttled: false });
    await expect(pacer.admit(1, AbortSignal.timeout(20))).rejects.toThrow();
    await pacer.admit(1);
  });
});
