import { describe, expect, test } from '@jest/globals';
import { toModelStats } from '../../src/functions/v2/v2-statistics.ts';

describe('toModelStats()', () => {
  test('gives counts and nanoseconds as the statistics extension has them', () => {
    const duration = (count: number, ms: number) => ({ count, ms });
    const stats = toModelStats(
      { name: 'churn', version: '1' },
      {
        lastInferenceAt: 1_700_000_000_000,
        inferenceCount: 12,
        executionCount: 3,
        success: duration(5, 10),
        failure: duration(1, 0.5),
        queue: duration(5, 1.5),
        computeInput: duration(5, 0.25),
        computeInfer: duration(5, 6),
        computeOutput: duration(5, 0.0000004),
        batches: [{ records: 4, infer: duration(3, 6) }],
      },
    );
    expect(stats).toEqual({
      name: 'churn',
      version: '1',
      last_inference: 1_700_000_000_000,
      inference_count: 12,
      execution_count: 3,
      inference_stats: {
        success: { count: 5, ns: 10_000_000 },
        fail: { count: 1, ns: 500_000 },
        queue: { count: 5, ns: 1_500_000 },
        compute_input: { count: 5, ns: 250_000 },
        compute_infer: { count: 5, ns: 6_000_000 },
        compute_output: { count: 5, ns: 0 },
      },
      batch_stats: [{ batch_size: 4, compute_infer: { count: 3, ns: 6_000_000 } }],
    });
  });
});
