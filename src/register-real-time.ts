import { registerModels } from './functions/models.ts';
import { registerPredict } from './functions/predict.ts';
import { registerPredictions } from './functions/predictions.ts';
import { createRequestLog } from './functions/request-log.ts';
import type { PredictionStore } from './jobs/prediction-store.ts';
import type { ModelRepository } from './scoring/model-repository.ts';
import type { Scorer } from './scoring/scorer.ts';
import type { Settings } from './settings.ts';

export interface RealTimeDependencies {
  readonly settings: Settings;
  readonly repository: ModelRepository;
  readonly scorer: Scorer;
  readonly predictions: PredictionStore;
}

/** Registers the real-time endpoint: scoring by request, the models, and the stored predictions. */
export function registerRealTime({ settings, repository, scorer, predictions }: RealTimeDependencies): void {
  const { limits, errorDetail, slowRequestMs: slowMs } = settings;
  const scoring = { repository, scorer, limits, errorDetail, observers: [createRequestLog({ slowMs })] };
  registerPredict(scoring);
  registerModels({ repository, scorer });
  registerPredictions(predictions);
}
