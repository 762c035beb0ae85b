import type { PredictionStore } from '../jobs/outputs/prediction-store.ts';
import { ScoringError } from '../scoring/scoring-error.ts';
import { type HttpRoute, registerRoute } from './http/http-route.ts';

export function registerPredictions(predictions: Pick<PredictionStore, 'read'>): void {
  registerRoute('predictions', {
    route: 'models/{model}/predictions/{key}',
    methods: createPredictionsMethods(predictions),
  });
}

/** `models/{model}/predictions/{key}`: the latest stored prediction of a record. */
export function createPredictionsMethods(predictions: Pick<PredictionStore, 'read'>): HttpRoute['methods'] {
  return {
    GET: async ({ params: { model = '', key: escaped = '' } }) => {
      const key = decodeKey(escaped);
      const prediction = await predictions.read(model, key);
      if (prediction === undefined) {
        const message = `Cannot find a prediction of "${model}" for ${JSON.stringify(key)}: none is stored`;
        throw new ScoringError('PredictionNotFound', message);
      }
      return { jsonBody: prediction };
    },
  };
}

/** The host unescapes route parameters but for slashes. */
function decodeKey(key: string): string {
  return key.replaceAll(/%2F/gi, '/');
}
