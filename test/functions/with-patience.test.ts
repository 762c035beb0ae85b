import { describe, expect, test } from '@jest/globals';
import { withPatience } from '../../src/functions/with-patience.ts';
import { ScoringError } from '../../src/scoring/scoring-error.ts';

const createWork = (...failures: readonly Error[]) => {
  const left = [...failures];
  let calls = 0;
  const work = () => {
    calls++;
    const failure = left.shift();
    return failure === undefined ? Promise.resolve('done') : Promise.reject(failure);
  };
  return { work, calls: () => calls };
};

const outage = new ScoringError('Unavailable', 'Cannot read the job: the database is away');

describe('withPatience()', () => {
  test('does work again that fails on an outage', async () => {
    const { work, calls } = createWork(outage, outage);
    expect(await withPatience(work, [1, 1, 1])).toBe('done');
    expect(calls()).toBe(3);
  });

  test('does it once more than there are pauses, then fails', async () => {
    const { work, calls } = createWork(outage, outage, outage, outage);
    await expect(withPatience(work, [1, 1])).rejects.toThrow(outage);
    expect(calls()).toBe(3);
  });

  test('gives up at once what will never pass', async () => {
    const fault = new ScoringError('InvalidRequest', 'Cannot start a job: it is nonsense');
    const { work, calls } = createWork(fault);
    await expect(withPatience(work, [1, 1])).rejects.toThrow(fault);
    expect(calls()).toBe(1);
  });
});
