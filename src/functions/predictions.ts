import type { PredictionStore } from '../jobs/outputs/prediction-store.ts';
import { ScoringError } from '../scoring/scoring-error.ts';
import { type HttpRoute, registerRoute } from './http/http-route.ts';
import type { WebRequest } from './http/web-request.ts';

export function registerPredictions(predictions: Pick<PredictionStore, 'read'>): void {
  registerRoute('predictions', {
    route: 'models/{model}/predictions/{key?}',
    methods: createPredictionsMethods(predictions),
  });
}

/** `models/{model}/predictions/{key}`, or `?key=` for keys that no path can hold: the latest stored prediction of a record. */
export function createPredictionsMethods(predictions: Pick<PredictionStore, 'read'>): HttpRoute['methods'] {
  return {
    GET: async (request) => {
      const { model = '' } = request.params;
      const key = readKey(request);
      const prediction = await predictions.read(model, key);
      if (prediction === undefined) {
        const message = `Cannot find a prediction of "${model}" for ${JSON.stringify(key)}: none is stored`;
        throw new ScoringError('PredictionNotFound', message);
      }
      return { jsonBody: prediction };
    },
  };
}

function readKey({ params, query }: Pick<WebRequest, 'params' | 'query'>): string {
  const inPath = params.key;
  if (inPath !== undefined && inPath !== '') return decodeKey(inPath);
  const inQuery = query.get('key');
  if (inQuery !== null && inQuery !== '') return inQuery;
  throw new ScoringError(
    'InvalidInput',
    'Cannot find a prediction without a key: give it as predictions/<key> or as predictions?key=<key>',
  );
}

/** The host unescapes the parameters of a path but for slashes, so that a key that holds "%2F" itself is for the query. */
function decodeKey(key: string): string {
  return key.replaceAll(/%2F/gi, '/');
}
