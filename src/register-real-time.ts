import { randomUUID } from 'node:crypto';
import { app } from '@azure/functions';
import { createLatestPredictions } from './events/device-predictions.ts';
import { registerModelAlias } from './functions/model-alias.ts';
import { registerAzureMlHealth } from './functions/azureml/azureml-health.ts';
import { registerAzureMlScore } from './functions/azureml/azureml-score.ts';
import { createDataCapture, type DataCapture } from './functions/observe/data-capture.ts';
import { registerMetrics } from './functions/metrics.ts';
import { registerMlflowHealth } from './functions/mlflow/mlflow-health.ts';
import { registerMlflowInvocations } from './functions/mlflow/mlflow-invocations.ts';
import { createModelMetrics } from './functions/observe/model-metrics.ts';
import { registerModels } from './functions/models.ts';
import { registerPredict } from './functions/predict.ts';
import { registerPredictions } from './functions/predictions.ts';
import { createRequestLog } from './functions/observe/request-log.ts';
import type { ScoringObserver } from './functions/scoring-call.ts';
import { createScoringMetrics } from './functions/observe/scoring-metrics.ts';
import { createTracing } from './functions/observe/tracing.ts';
import { registerSwagger } from './functions/swagger.ts';
import { registerInfer } from './functions/v2/v2-infer.ts';
import { registerV2ModelReady } from './functions/v2/v2-model-ready.ts';
import { registerV2Models } from './functions/v2/v2-models.ts';
import { registerV2Repository } from './functions/v2/v2-repository.ts';
import { registerV2Statistics } from './functions/v2/v2-statistics.ts';
import type { Stores } from './open-stores.ts';
import { productVersion } from './product-version.ts';
import type { ModelRepository } from './scoring/repository/model-repository.ts';
import type { Scorer } from './scoring/scorer.ts';
import type { Settings } from './settings.ts';
import type { AppendLog } from './telemetry/append-log.ts';

export interface RealTimeDependencies {
  readonly settings: Settings;
  readonly repository: ModelRepository;
  readonly scorer: Scorer;
  /** Opened when somebody looks a prediction up. */
  readonly stores: () => Promise<Pick<Stores, 'predictions' | 'devices'>>;
  /** Where requests of models that ask for it are kept. */
  readonly captures: AppendLog;
}

const reportError = (error: unknown): void => console.error(error);

/** Registers the real-time endpoint: scoring by request, the models, and the stored predictions. */
export function registerRealTime(dependencies: RealTimeDependencies): void {
  const { settings, repository, scorer, stores, captures } = dependencies;
  const { limits, errorDetail, slowRequestMs: slowMs } = settings;
  const metrics = createScoringMetrics();
  const capture = openCapture(captures);
  const log = createRequestLog({ slowMs });
  const observers = [metrics.observer, log, capture.observer, ...openTracing(settings)];
  const scoring = { repository, scorer, limits, errorDetail, observers };
  const dialects = { ...scoring, defaultModel: settings.defaultModel };
  registerPredict(scoring);
  registerInfer(scoring);
  registerV2Models({ repository, version: productVersion });
  registerV2Statistics({ repository, statistics: metrics.statistics });
  registerAzureMlHealth();
  registerAzureMlScore(dialects);
  registerSwagger({ ...dialects, version: productVersion });
  registerMlflowHealth({ isReady: repository.isReady, version: productVersion });
  registerMlflowInvocations(dialects);
  registerModels({ repository, scorer });
  registerModelAlias(repository);
  registerV2Repository(repository);
  registerV2ModelReady(repository);
  registerPredictions(createLatestPredictions({ stores, models: repository }));
  registerMetrics([metrics.collect, createModelMetrics({ repository, scorer }), capture.collect]);
}

function openCapture(log: AppendLog): DataCapture {
  const instance = randomUUID().slice(0, 8);
  const capture = createDataCapture({ log, instance, now: () => new Date(), onError: reportError });
  app.hook.appTerminate(() => capture.close());
  return capture;
}

/** Nothing of what tracing takes is loaded where it is not set up. */
function openTracing({ applicationInsights }: Settings): readonly ScoringObserver[] {
  if (applicationInsights === undefined) return [];
  const tracing = createTracing(applicationInsights, reportError);
  app.hook.appTerminate(() => tracing.close());
  return [tracing.observer];
}
