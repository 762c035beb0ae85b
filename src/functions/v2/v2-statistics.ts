import type { ModelManifest } from '../../scoring/model-manifest.ts';
import type { ModelRepository } from '../../scoring/repository/model-repository.ts';
import type { Duration } from '../../telemetry/run-counts.ts';
import { registerRoute } from '../http/http-route.ts';
import type { ModelStatistics } from '../observe/model-statistics.ts';

export interface V2StatisticsDependencies {
  readonly repository: Pick<ModelRepository, 'list' | 'find' | 'resolve'>;
  /** Of a version, since this process began. */
  readonly statistics: (model: string, version: string) => ModelStatistics;
}

/** Registers the statistics extension of the Open Inference Protocol v2: of all models, of the versions of one, of one version. */
export function registerV2Statistics({ repository, statistics }: V2StatisticsDependencies): void {
  const toAnswer = (versions: readonly ModelVersion[]) => ({
    jsonBody: {
      model_stats: versions.map((each) => toModelStats(each, statistics(each.name, each.version))),
    },
  });
  // Its name sorts before that of a model's own path, which would match, too.
  registerRoute('v2-all-stats', {
    route: 'v2/models/stats',
    methods: { GET: () => toAnswer(repository.list().flatMap(listVersions)) },
  });
  registerRoute('v2-model-stats', {
    route: 'v2/models/{model}/stats',
    methods: { GET: ({ params }) => toAnswer(listVersions(repository.find(params.model ?? ''))) },
  });
  registerRoute('v2-model-version-stats', {
    route: 'v2/models/{model}/versions/{version}/stats',
    methods: {
      GET: async ({ params }) => toAnswer([await repository.resolve(params.model ?? '', params.version)]),
    },
  });
}

interface ModelVersion {
  readonly name: string;
  readonly version: string;
}

function listVersions({ name, versions }: ModelManifest): readonly ModelVersion[] {
  return Object.keys(versions).map((version) => ({ name, version }));
}

/** One version's figures as the extension has them: counts, and sums of nanoseconds. */
export function toModelStats({ name, version }: ModelVersion, found: ModelStatistics) {
  return {
    name,
    version,
    last_inference: found.lastInferenceAt,
    inference_count: found.inferenceCount,
    execution_count: found.executionCount,
    inference_stats: {
      success: toDuration(found.success),
      fail: toDuration(found.failure),
      queue: toDuration(found.queue),
      compute_input: toDuration(found.computeInput),
      compute_infer: toDuration(found.computeInfer),
      compute_output: toDuration(found.computeOutput),
    },
    batch_stats: found.batches.map(({ records, infer }) => ({
      batch_size: records,
      compute_infer: toDuration(infer),
    })),
  };
}

const nsPerMs = 1e6;

function toDuration({ count, ms }: Duration) {
  return { count, ns: Math.round(ms * nsPerMs) };
}
