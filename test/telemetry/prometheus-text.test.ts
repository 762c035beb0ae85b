import { describe, expect, test } from '@jest/globals';
import { toPrometheusText } from '../../src/telemetry/prometheus-text.ts';

describe('toPrometheusText()', () => {
  test('writes counters and gauges with their labels, escaped', () => {
    const text = toPrometheusText([
      {
        name: 'a_total',
        help: 'One\nwith a \\',
        type: 'counter',
        samples: [
          { labels: {}, value: 3 },
          { labels: { model: 'a "b"\\\n', version: '1' }, value: 0.5 },
        ],
      },
      { name: 'empty', help: 'Left out', type: 'gauge', samples: [] },
    ]);
    expect(text).toBe(
      [
        '# HELP a_total One\\nwith a \\\\',
        '# TYPE a_total counter',
        'a_total 3',
        'a_total{model="a \\"b\\"\\\\\\n",version="1"} 0.5',
        '',
      ].join('\n'),
    );
  });

  test('adds up the buckets of a histogram', () => {
    const value = { bounds: [0.5, 1], counts: [2, 0, 1], sum: 7.25 };
    const text = toPrometheusText([
      { name: 'b_seconds', help: 'B', type: 'histogram', samples: [{ labels: { model: 'm' }, value }] },
    ]);
    expect(text).toBe(
      [
        '# HELP b_seconds B',
        '# TYPE b_seconds histogram',
        'b_seconds_bucket{model="m",le="0.5"} 2',
        'b_seconds_bucket{model="m",le="1"} 2',
        'b_seconds_bucket{model="m",le="+Inf"} 3',
        'b_seconds_sum{model="m"} 7.25',
        'b_seconds_count{model="m"} 3',
        '',
      ].join('\n'),
    );
  });
});
