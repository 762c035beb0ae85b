import type { ModelRepository } from '../../scoring/repository/model-repository.ts';
import type { Scorer } from '../../scoring/scorer.ts';
import type { MetricSource } from '../../telemetry/metric-family.ts';

export interface ModelMetricsDependencies {
  readonly repository: Pick<ModelRepository, 'states'>;
  readonly scorer: Pick<Scorer, 'queuedRecords'>;
}

/** Tells which versions can answer, and how much waits for a run. */
export function createModelMetrics({ repository, scorer }: ModelMetricsDependencies): MetricSource {
  return () => [
    {
      name: 'onscore_queued_records',
      help: 'Records that wait for a run of their model',
      type: 'gauge',
      samples: [{ labels: {}, value: scorer.queuedRecords() }],
    },
    {
      name: 'onscore_model_ready',
      help: 'Whether a version of a model is loaded and answers',
      type: 'gauge',
      samples: repository.states().map(({ name: model, version, state }) => ({
        labels: { model, version },
        value: state === 'READY' ? 1 : 0,
      })),
    },
  ];
}
