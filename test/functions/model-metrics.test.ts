import { describe, expect, test } from '@jest/globals';
import { createModelMetrics } from '../../src/functions/observe/model-metrics.ts';
import { toPrometheusText } from '../../src/telemetry/prometheus-text.ts';
import { parsePrometheus } from './support/prometheus.ts';

describe('createModelMetrics()', () => {
  test('tells what waits, and of each version whether it is ready', () => {
    const collect = createModelMetrics({
      scorer: { queuedRecords: () => 7 },
      repository: {
        states: () => [
          { name: 'churn', version: '1', state: 'READY', reason: '' },
          { name: 'churn', version: '2', state: 'LOADING', reason: '' },
        ],
      },
    });
    expect([...parsePrometheus(toPrometheusText(collect()))]).toEqual([
      ['onscore_queued_records', 7],
      ['onscore_model_ready{model="churn",version="1"}', 1],
      ['onscore_model_ready{model="churn",version="2"}', 0],
    ]);
  });
});
