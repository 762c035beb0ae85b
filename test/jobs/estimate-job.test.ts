import { describe, expect, test } from '@jest/globals';
import { estimateJob } from '../../src/jobs/plan/estimate-job.ts';

describe('estimateJob()', () => {
  test('adds up what a job takes and costs', () => {
    // 1,000,000 records of 0.02 ms are 20 s, 100 chunks of 0.5 s are 50 s: 70 s in 10 lanes, and 3 s for the job.
    const estimate = estimateJob({ records: 1_000_000, chunks: 100, lanes: 10, msPerRecord: 0.02 });
    expect(estimate).toMatchObject({ seconds: 10, requestUnits: 5_400_000, executions: 310 });
    // Compute: (70 / 2 + 3) s x 2 GB x 0.000026 + 310 executions; database: 5.4 million RU x 0.25; storage: 300 writes, 1,200 messages.
    expect(estimate.cost).toEqual({
      currency: 'USD',
      total: 1.35408,
      compute: 0.0021,
      database: 1.35,
      storage: 0.00198,
    });
  });

  test('uses no more lanes than there are chunks', () => {
    const size = { records: 1000, chunks: 1, msPerRecord: 10 };
    expect(estimateJob({ ...size, lanes: 16 }).seconds).toBe(estimateJob({ ...size, lanes: 1 }).seconds);
  });
});
